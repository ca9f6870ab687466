-- Who works on which webhook event.
CREATE TABLE webhook_claims (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    provider text COLLATE "C" NOT NULL CHECK (provider IN ('stripe', 'clerk')),
    connected_account text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    phase text COLLATE "C" NOT NULL CHECK (phase IN ('processing', 'failed', 'done', 'dead')),
    epoch bigint NOT NULL,
    attempts integer NOT NULL,
    owner text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    -- Until when nobody else can claim it.
    until timestamptz NOT NULL,
    -- When somebody last took a step or tried to.
    asked_at timestamptz NOT NULL,
    -- From then on the row counts as none.
    kept_until timestamptz NOT NULL,
    PRIMARY KEY (account, live, provider, connected_account, id)
);

CREATE INDEX webhook_claims_kept_until ON webhook_claims (account, live, kept_until);

-- Who does alone what one at a time may do.
CREATE TABLE leases (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    task text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (account, live, task)
);

CREATE INDEX leases_ends_at ON leases (account, live, ends_at);
