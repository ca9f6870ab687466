package dev.trueup.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.bulk.Notes.Head;
import dev.trueup.bulk.Notes.Note;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Page;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Presence;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HeldMemoryTest {

    private static final int MANY = 50_000;
    private static final Instant CREATED = Instant.parse("2025-01-31T12:00:00Z");

    private final Held held = new Held();

    @Test
    @Tag("promise:B10")
    void aCustomerTakesLittleMemory() {
        assertThat(bytesEach(HeldMemoryTest::customer, 100, Notes::customers, held::addCustomers))
                .isBetween(80L, 200L);
    }

    @Test
    @Tag("promise:B10")
    void aSubscriptionTakesLittleMemory() {
        assertThat(bytesEach(HeldMemoryTest::subscription, 100, Notes::subscriptions, held::addSubscriptions))
                .isBetween(80L, 200L);
    }

    @Test
    void aUserTakesLittleMemory() {
        assertThat(bytesEach(HeldMemoryTest::user, 500, Notes::users, held::addUsers))
                .isBetween(40L, 200L);
    }

    private interface Adding {
        void add(byte[] page, int from, int count);
    }

    private <T> long bytesEach(IntFunction<T> item, int size, BiFunction<Head, List<T>, byte[]> packed, Adding adding) {
        long before = liveBytes();
        for (int from = 0; from < MANY; from += size) {
            List<T> items = IntStream.range(from, from + size).mapToObj(item).toList();
            byte[] entry = packed.apply(Head.of(0, 0, new Page<>(items, "next")), items);
            Note note = Notes.read(entry);
            Head.read(note.reader());
            adding.add(entry, note.reader().position(), size);
        }
        long bytes = (liveBytes() - before) / MANY;
        assertThat(held.parts()).as("still reachable").isPositive();
        return bytes;
    }

    /** What is left when collecting garbage finds no more. */
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int same = 0; same < 3; ) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            same = used < least - 10_000 ? 0 : same + 1;
            least = Math.min(least, used);
        }
        return least;
    }

    private static CustomerId customerId(int number) {
        return new CustomerId(String.format("cus_Qabcde%08d", number));
    }

    private static UserId userId(int number) {
        return new UserId(String.format("user_2abcdefghijklmnopqr%08d", number));
    }

    private static BillingCustomer customer(int number) {
        return new BillingCustomer(
                customerId(number),
                Presence.ACTIVE,
                userId(number),
                number + ".someone@example.com",
                "Someone " + number,
                String.format("pm_1Pabcdefghijklm%08d", number),
                new PaymentSummary("card", "visa", "4242", 12, 2030),
                CREATED);
    }

    private static CustomerSubscription subscription(int number) {
        return new CustomerSubscription(
                customerId(number),
                new SubscriptionData(
                        String.format("sub_1Pabcdefghijklm%08d", number),
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
                                String.format("si_Qabcde%08d", number),
                                "price_1Pabcdefghijklmn",
                                1_900L,
                                "eur",
                                "month",
                                1,
                                1L))));
    }

    private static UserProfile user(int number) {
        return new UserProfile(
                userId(number), number + ".someone@example.com", true, "Someone " + number, customerId(number), null);
    }
}
