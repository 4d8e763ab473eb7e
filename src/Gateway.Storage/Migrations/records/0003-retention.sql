-- Where the oldest recordings are that may be erased: of ended calls, with a file, without a hold.
ALTER TABLE call_record ADD COLUMN erasable INTEGER NOT NULL DEFAULT 0;

CREATE INDEX call_record_by_erasable ON call_record (received_at, call) WHERE erasable = 1;
