-- Two ways in that had no index: a borough's notifications, and the mention that corrects another.
create index notifications_borough on notifications (borough_id) where borough_id is not null;
create index person_mentions_corrects on person_mentions (corrects_id) where corrects_id is not null;
