-- What Heed does by itself is signed so that whoever reads a history knows what it is: "Heed itself (cases)", not "System: cases".
-- Row security is for those who sign in; the owner steps past it for this one statement, and stands under it again before anybody else can ask.
alter table accounts no force row level security;
update accounts
set name = case username when 'service:cli' then 'Heed’s command line' else 'Heed itself (' || substring(username from 9) || ')' end
where kind = 'service' and username like 'service:%' and name like 'System: %';
alter table accounts force row level security;
