package dev.trueup.postgres;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Customers with one subscription each. */
final class Samples {

    static final Instant CREATED = Instant.parse("2024-02-29T12:00:00Z");

    private Samples() {}

    static UserId user(int number) {
        return new UserId("user_%07d".formatted(number));
    }

    /** A customer in one of its versions, which is also what its subscription costs. */
    static CustomerSnapshot customer(int number, long version) {
        return customer(user(number), "cus_%07d".formatted(number), "sub_%07d".formatted(number), version, Map.of());
    }

    static CustomerSnapshot customer(
            UserId user, String customer, String subscription, long version, Map<String, String> metadata) {
        SubscriptionData only = new SubscriptionData(
                subscription,
                "active",
                "price_1",
                CREATED,
                CREATED.plusSeconds(2_592_000),
                false,
                null,
                null,
                null,
                CREATED,
                List.of(new SubscriptionData.Item("si_1", "price_1", version, "eur", "month", 1, 1L)),
                new SubscriptionTerms("licensed", false, null, List.of(), metadata));
        return new CustomerSnapshot(
                new StripeCustomerData(
                        new CustomerId(customer),
                        "somebody@example.com",
                        user,
                        "Some Body",
                        List.of(subscription),
                        "pm_1",
                        CREATED,
                        CREATED.plusSeconds(version)),
                List.of(only),
                null);
    }

    static Put put(CustomerSnapshot customer, long number) {
        return new Put(ticket(customer.userId(), number), new Finding.Live(customer));
    }

    static Ticket ticket(UserId user, long number) {
        return new Ticket(user, Ticket.Scope.RECORD, "life", number);
    }

    static List<Put> page(int from, int to, long version) {
        return IntStream.range(from, to)
                .mapToObj(it -> put(customer(it, version), version))
                .toList();
    }
}
