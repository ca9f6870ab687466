-- One row for each user. Without a live customer only ids and the ticket stay, so that an older finding cannot come back.
CREATE TABLE customers (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    ticket bigint, -- null only until the transaction that creates the row ends
    customer_id text COLLATE "C", -- the one known last, live or not
    present boolean NOT NULL DEFAULT false,
    email text,
    name text,
    default_payment_method text,
    payment_type text,
    payment_brand text,
    payment_last4 text,
    payment_exp_month integer,
    payment_exp_year integer,
    created timestamptz,
    updated_at timestamptz,
    PRIMARY KEY (account, live, user_id)
) WITH (fillfactor = 70);

CREATE INDEX customers_by_customer ON customers (account, live, customer_id) WHERE customer_id IS NOT NULL;

-- As one number, wide enough for whatever a card says, so that a span of months is a span of the index.
CREATE INDEX customers_by_card
    ON customers (account, live, (payment_exp_year::bigint * 12 + payment_exp_month))
    WHERE present AND payment_exp_year IS NOT NULL AND payment_exp_month IS NOT NULL;

CREATE TABLE subscriptions (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    subscription_id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    position integer NOT NULL, -- among those of the user, in Stripe's order
    plan text,
    status text COLLATE "C" NOT NULL,
    type text NOT NULL,
    current_period_start timestamptz,
    current_period_end timestamptz,
    cancel_at_period_end boolean NOT NULL,
    canceled_at timestamptz,
    ended_at timestamptz,
    collection_paused boolean NOT NULL,
    trial_start timestamptz,
    trial_end timestamptz,
    metadata jsonb NOT NULL,
    items jsonb NOT NULL,
    discounts jsonb NOT NULL,
    currency text COLLATE "C",
    earning boolean NOT NULL,
    mrr bigint NOT NULL, -- a month's revenue in the currency's minor unit; 0 unless earning
    created timestamptz NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account, live, subscription_id)
);

CREATE INDEX subscriptions_by_user ON subscriptions (account, live, user_id, position);

-- What totals and signs read: no subscription that has ended is in it.
CREATE INDEX subscriptions_earning
    ON subscriptions (account, live, currency, customer_id) INCLUDE (mrr)
    WHERE earning AND currency IS NOT NULL;

CREATE INDEX subscriptions_in_trial ON subscriptions (account, live, currency, trial_end) WHERE status = 'trialing';

CREATE TABLE subscription_events (
    event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('new', 'expansion', 'contraction', 'churn', 'reactivation')),
    currency text COLLATE "C" NOT NULL,
    amount bigint NOT NULL, -- by how much the month's revenue changed, in the currency's minor unit
    at timestamptz NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX subscription_events_by_time
    ON subscription_events (account, live, currency, at DESC, event_id) INCLUDE (kind, amount);
