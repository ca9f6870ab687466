package dev.trueup.postgres;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.InvoiceData;
import dev.trueup.model.Movement;
import dev.trueup.model.PaymentData;
import dev.trueup.model.PaymentHistory;
import dev.trueup.model.RevenueSigns;
import dev.trueup.model.RevenueTotal;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.Limits;
import dev.trueup.spi.PaymentStore;
import dev.trueup.spi.Put;
import dev.trueup.spi.RevenueLedger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Customers with their subscriptions, what they have paid, and what all of them bring in, in PostgreSQL. Thread-safe, and
 * any number of instances may write at once.
 *
 * <p>PostgreSQL takes no text with U+0000 or half of a surrogate pair: U+FFFD stands in their place in names, addresses,
 * metadata and whatever else may hold them. Times are kept to the microsecond, of the years 1 to 9999. A row of which
 * somebody else has made what cannot be read counts as missing until its customer is written again; a verification finds
 * those of customers and subscriptions.
 *
 * <p>The role of the connections needs {@code SELECT}, {@code INSERT}, {@code UPDATE} and {@code DELETE} on the tables and
 * {@code USAGE} on the sequence {@code payment_tickets}; only {@link Postgres#migrate} needs more.
 */
public final class PostgresBillingStore implements BillingStore, PaymentStore, RevenueLedger {

    private final Database database;
    private final CustomerRows customers;
    private final CustomerPage page;
    private final PaymentRows payments;
    private final InvoiceRows invoices;
    private final RevenueRows revenue;

    /** A store over a schema that has been migrated. */
    public PostgresBillingStore(Postgres postgres) {
        this.database = postgres.database();
        this.customers = new CustomerRows(database, postgres.namespace());
        this.page = new CustomerPage(database, postgres.namespace(), customers);
        this.payments = new PaymentRows(database, postgres.namespace());
        this.invoices = new InvoiceRows(database, postgres.namespace());
        this.revenue = new RevenueRows(database, postgres.namespace());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a user occurs twice; nothing is written then
     */
    @Override
    public void put(Collection<Put> puts) {
        if (!puts.isEmpty()) {
            database.atOnce(
                    Source.STORE, "write " + puts.size() + " customers", connection -> page.write(connection, puts));
        }
    }

    @Override
    public Map<UserId, CustomerSnapshot> findAll(Collection<UserId> users) {
        return database.each(Source.STORE, "read " + users.size() + " customers", it -> customers.find(it, users));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public List<UserId> users(@Nullable UserId after, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        return database.each(Source.STORE, "list users", connection -> customers.users(connection, after, limit));
    }

    @Override
    public long ticket() {
        return database.each(
                Source.STORE, "take a ticket for payments", connection -> new Sql("SELECT nextval(?::regclass)")
                        .with(database.sql("$.payment_tickets"))
                        .all(connection, rows -> rows.getLong(1))
                        .get(0));
    }

    @Override
    public void put(long ticket, PaymentHistory history) {
        database.atOnce(Source.STORE, "write the payments of " + history.customer(), connection -> {
            invoices.lock(connection, new String[] {history.customer().value()});
            invoices.read(connection, ticket, history);
            payments.write(connection, ticket, history.payments());
            invoices.write(connection, ticket, history.invoices());
            return true;
        });
    }

    @Override
    public void put(long ticket, Collection<PaymentData> payments, Collection<InvoiceData> invoices) {
        database.atOnce(Source.STORE, "write payments", connection -> {
            this.invoices.lock(
                    connection,
                    invoices.stream().map(it -> it.customer().value()).toArray(String[]::new));
            this.payments.write(connection, ticket, payments);
            this.invoices.write(connection, ticket, invoices);
            return true;
        });
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public Optional<PaymentHistory> find(CustomerId customer, int limit) {
        Limits.require(limit, PaymentHistory.LENGTH);
        return database.each(
                Source.STORE,
                "read the payments of " + customer,
                connection -> invoices.wasRead(connection, customer)
                        ? Optional.of(new PaymentHistory(
                                customer,
                                payments.find(connection, customer, limit),
                                invoices.find(connection, customer, limit)))
                        : Optional.empty());
    }

    @Override
    public List<RevenueTotal> totals() {
        return database.each(Source.STORE, "sum up the revenue", revenue::totals);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the limit is out of range
     */
    @Override
    public List<Movement> movements(String currency, int limit) {
        Limits.require(limit, Limits.ENTRIES);
        return database.each(
                Source.STORE, "read movements", connection -> revenue.movements(connection, currency, limit));
    }

    @Override
    public Map<Movement.Kind, Long> moved(String currency, Instant since) {
        return database.each(
                Source.STORE, "sum up movements", connection -> revenue.moved(connection, currency, since));
    }

    @Override
    public RevenueSigns signs(String currency, Instant now) {
        return database.each(Source.STORE, "sum up signs", connection -> revenue.signs(connection, currency, now));
    }
}
