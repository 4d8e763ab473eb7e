-- Reason codes of breaks, and time on a leg whose caller had gone. A row without agent: a start of the service, at the last moment that the run
-- before it was seen.
ALTER TABLE agent_event ADD COLUMN reason TEXT;
ALTER TABLE agent_event ADD COLUMN dead_ms INTEGER;
