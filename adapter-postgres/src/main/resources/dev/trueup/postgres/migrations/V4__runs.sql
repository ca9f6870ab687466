-- What each run over many customers says of itself.
CREATE TABLE runs (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL,
    started_at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL,
    -- JSON, but as text: a word of a report may hold what jsonb refuses.
    report text NOT NULL,
    PRIMARY KEY (account, live, id)
);

CREATE INDEX runs_latest ON runs (account, live, started_at);
CREATE INDEX runs_of_kind ON runs (account, live, kind, started_at);
CREATE INDEX runs_noted ON runs (account, live, noted_at);

-- What a run has read so far. A run that comes back after it was forgotten gets another number.
CREATE TABLE run_journals (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    run text COLLATE "C" NOT NULL,
    number bigserial NOT NULL UNIQUE,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (account, live, run)
);

CREATE TABLE run_journal_entries (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    journal bigint NOT NULL,
    place bigserial NOT NULL,
    entry bytea NOT NULL,
    PRIMARY KEY (account, live, journal, place)
);
