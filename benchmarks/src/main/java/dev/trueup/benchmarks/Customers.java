package dev.trueup.benchmarks;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Customers of the usual size: one subscription. */
final class Customers {

    private static final Instant CREATED = Instant.parse("2025-01-31T12:00:00Z");

    private Customers() {}

    static List<UserId> users(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new UserId(String.format("user_2abcdefghijklmnopqr%08d", i)))
                .toList();
    }

    static CustomerSnapshot of(UserId user) {
        String number = user.value().substring(user.value().length() - 8);
        String subscription = "sub_1Pabcdefghijklm" + number;
        return new CustomerSnapshot(
                new StripeCustomerData(
                        new CustomerId("cus_Qabcde" + number),
                        number + "@example.com",
                        user,
                        "Someone " + number,
                        List.of(subscription),
                        "pm_1Pabcdefghijklm" + number,
                        CREATED,
                        CREATED),
                List.of(new SubscriptionData(
                        subscription,
                        "active",
                        "price_1Pabcdefghijklmn",
                        CREATED,
                        CREATED.plusSeconds(2_592_000),
                        false,
                        null,
                        null,
                        null,
                        CREATED,
                        List.of(new SubscriptionData.Item(
                                "si_Qabcdefghijklm", "price_1Pabcdefghijklmn", 1_900L, "eur", "month", 1, 1L)))),
                null);
    }

    /** Puts of all these users with tickets just taken. */
    static List<Put> puts(CustomerCache cache, List<UserId> users) {
        Map<UserId, Ticket> tickets = cache.tickets(users);
        List<Put> puts = new ArrayList<>();
        tickets.forEach((user, ticket) -> puts.add(new Put(ticket, new Finding.Live(of(user)))));
        return puts;
    }
}
