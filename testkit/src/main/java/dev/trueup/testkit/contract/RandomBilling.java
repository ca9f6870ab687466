package dev.trueup.testkit.contract;

import dev.trueup.model.CustomerId;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Findings of users who subscribe, change, leave and come back. */
final class RandomBilling {

    private static final List<String> STATUSES =
            List.of("active", "active", "past_due", "canceled", "unpaid", "incomplete", "trialing");

    private RandomBilling() {}

    /** A finding of a user, of any time in the year before now. */
    static Put put(Random random, UserId user, List<String> currencies, Instant now) {
        Instant at = now.minusSeconds(random.nextInt(365 * 86_400));
        long ticket = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        CustomerId customer = new CustomerId("cus_" + user + "_" + (random.nextInt(8) == 0 ? 1 : 0));
        int choice = random.nextInt(12);
        if (choice == 0) {
            return SampleBilling.gone(user, customer, ticket);
        }
        if (choice == 1) {
            return SampleBilling.nothing(user, ticket);
        }
        List<SubscriptionData> subscriptions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            if (random.nextInt(3) > 0) {
                subscriptions.add(SampleBilling.monthly(
                        "sub_" + customer + "_" + i,
                        STATUSES.get(random.nextInt(STATUSES.size())),
                        currencies.get(i % currencies.size()),
                        random.nextInt(4) * 500L,
                        now.minusSeconds(500 * 86_400L).plusSeconds(i)));
            }
        }
        return SampleBilling.put(SampleBilling.of(user, customer, subscriptions, at), ticket);
    }
}
