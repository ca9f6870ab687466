-- What became of each webhook event: one row for each, under the account and mode that received it.
CREATE TABLE webhook_events (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    provider text COLLATE "C" NOT NULL CHECK (provider IN ('stripe', 'clerk')),
    -- Whose event it is: a connected account, or nothing for the endpoint's own.
    connected_account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    occurred_at timestamptz NOT NULL,
    live_mode boolean,
    customers text[] NOT NULL,
    user_id text,
    object_type text,
    object_id text,
    fingerprint text NOT NULL,
    status text COLLATE "C" NOT NULL
        CHECK (status IN ('received', 'processing', 'failed', 'processed', 'ignored', 'dead')),
    attempts bigint NOT NULL,
    received_at timestamptz NOT NULL,
    finished_at timestamptz,
    error text,
    PRIMARY KEY (account, live, provider, connected_account, id)
);

CREATE INDEX webhook_events_latest ON webhook_events (account, live, received_at);
CREATE INDEX webhook_events_of_provider ON webhook_events (account, live, provider, received_at);
CREATE INDEX webhook_events_of_status ON webhook_events (account, live, status, received_at);
CREATE INDEX webhook_events_of_type ON webhook_events (account, live, type, received_at);
