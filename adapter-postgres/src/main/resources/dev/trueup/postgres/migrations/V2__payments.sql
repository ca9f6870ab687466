-- The order in which Stripe was read for the tables below.
CREATE SEQUENCE payment_tickets;

CREATE TABLE payments (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    payment_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('charge', 'intent')),
    customer_id text COLLATE "C" NOT NULL,
    intent_id text,
    amount bigint NOT NULL,
    amount_refunded bigint NOT NULL,
    currency text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    failure_code text,
    created timestamptz NOT NULL,
    ticket bigint NOT NULL,
    PRIMARY KEY (account, live, payment_id)
);

CREATE INDEX payments_by_customer ON payments (account, live, customer_id, created DESC, payment_id);

CREATE INDEX payments_of_charges ON payments (account, live, currency, created) INCLUDE (status) WHERE kind = 'charge';

CREATE TABLE invoices (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    invoice_id text COLLATE "C" NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    subscription_id text,
    number text,
    status text NOT NULL,
    currency text NOT NULL,
    total bigint NOT NULL,
    amount_due bigint NOT NULL,
    amount_paid bigint NOT NULL,
    amount_remaining bigint NOT NULL,
    attempt_count bigint NOT NULL,
    created timestamptz NOT NULL,
    due_at timestamptz,
    paid_at timestamptz,
    ticket bigint NOT NULL,
    PRIMARY KEY (account, live, invoice_id)
);

CREATE INDEX invoices_by_customer ON invoices (account, live, customer_id, created DESC, invoice_id);

-- Which customers were read as a whole. Whoever writes invoices of a customer locks the row.
CREATE TABLE payment_reads (
    account text COLLATE "C" NOT NULL,
    live boolean NOT NULL,
    customer_id text COLLATE "C" NOT NULL,
    ticket bigint, -- null if the customer was not read as a whole
    invoices_from timestamptz, -- an invoice from then on that the read did not tell is gone
    PRIMARY KEY (account, live, customer_id)
) WITH (fillfactor = 70);
