-- Files are kept in the database, under the sight of the record they belong to: one transaction, one backup.

create table files (
  id uuid primary key,
  parent_kind text not null,
  parent_id uuid not null,
  name text not null,
  type text not null,
  is_picture boolean not null,
  bytes integer not null constraint files_not_empty check (bytes > 0),
  sha256 bytea not null,
  sent_sha256 bytea not null,
  team_id uuid references teams,
  borough_id uuid references areas,
  sealed_under uuid,
  kept_at timestamptz not null,
  kept_by uuid not null references accounts,
  constraint files_sha256_whole check (length(sha256) = 32 and length(sent_sha256) = 32)
);
comment on table files is 'What was attached to a record. Pictures are drawn again before they are kept, so that nothing hidden in them stays. Owner: platform.';
comment on column files.bytes is 'size as kept';
comment on column files.type is 'told from the first bytes, never from the name or from what the sender said';
comment on column files.sha256 is 'of the bytes kept';
comment on column files.sent_sha256 is 'of the bytes that were sent, which differ where a picture was drawn again';
create index files_parent on files (parent_id);
create index files_team on files (team_id);
create index files_borough on files (borough_id);
create index files_kept_by on files (kept_by);
call heed.guard('files');
create policy sight on files for select to heed_look, heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[])
      or kept_by = (select heed.actor_id()) end
  or (parent_kind = 'incident' and parent_id = any ((select heed.granted('incident'))::uuid[]))
  or (parent_kind = 'case' and parent_id = any ((select heed.granted('case'))::uuid[])));
create policy writing on files for insert to heed_act with check ((select heed.may_write()) and kept_by = (select heed.actor_id()));
create policy sealing on files for update to heed_act using (
  case when sealed_under is not null then sealed_under = any ((select heed.granted('case'))::uuid[])
    else (select heed.sees_force()) or team_id = any ((select heed.actor_teams())::uuid[]) or borough_id = any ((select heed.actor_boroughs())::uuid[]) end)
  with check ((select heed.may_write()));
grant select on files to heed_look, heed_act;
grant insert on files to heed_act;
grant update (sealed_under, team_id, borough_id) on files to heed_act;

create table file_chunks (
  file_id uuid not null references files,
  part integer not null,
  content bytea not null,
  primary key (file_id, part)
);
comment on table file_chunks is 'The bytes of files in parts of a mebibyte, from 0. Owner: platform.';
alter table file_chunks alter column content set storage external;
call heed.guard('file_chunks');
create policy sight on file_chunks for select to heed_look, heed_act using (exists (select 1 from files f where f.id = file_id));
create policy writing on file_chunks for insert to heed_act with check ((select heed.may_write()));
grant select on file_chunks to heed_look, heed_act;
grant insert on file_chunks to heed_act;
create trigger file_chunks_append_only before update or delete or truncate on file_chunks for each statement execute function heed.refuse_change();
