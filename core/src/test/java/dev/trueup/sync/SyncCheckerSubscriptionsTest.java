package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.Recommendation.NONE;
import static dev.trueup.model.Recommendation.REFRESH_CACHE;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.Difference;
import dev.trueup.model.Presence;
import dev.trueup.model.Source;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SyncReport;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a check says of subscriptions, payment methods and times. */
class SyncCheckerSubscriptionsTest extends SyncCheckerSituation {

    /** A subscription as it is cached, as it is in Stripe, and the difference between the two. */
    record Change(
            String what,
            @Nullable SubscriptionData cached,
            @Nullable SubscriptionData actual,
            String field,
            @Nullable String before,
            @Nullable String after) {}

    @TestFactory
    @Tag("promise:C6")
    Stream<DynamicTest> aSubscriptionThatDiffersIsReportedByFieldAndMendedByARefresh() {
        Instant end = CREATED.plusSeconds(2_592_000);
        Instant later = end.plusSeconds(2_592_000);
        return Stream.of(
                        new Change("added", null, SUB, "subscriptions[sub_1]", null, "active"),
                        new Change("removed", SUB, null, "subscriptions[sub_1]", "active", null),
                        new Change(
                                "status",
                                SUB,
                                subscription("sub_1", "canceled"),
                                "subscriptions[sub_1].status",
                                "active",
                                "canceled"),
                        new Change(
                                "price",
                                SUB,
                                subscription("sub_1", "active", "price_2", CREATED, end, false),
                                "subscriptions[sub_1].priceId",
                                "price_1",
                                "price_2"),
                        new Change(
                                "no price any more",
                                SUB,
                                subscription("sub_1", "active", null, CREATED, end, false),
                                "subscriptions[sub_1].priceId",
                                "price_1",
                                null),
                        new Change(
                                "start of the period",
                                SUB,
                                subscription("sub_1", "active", "price_1", end, end, false),
                                "subscriptions[sub_1].currentPeriodStart",
                                CREATED.toString(),
                                end.toString()),
                        new Change(
                                "end of the period",
                                SUB,
                                subscription("sub_1", "active", "price_1", CREATED, later, false),
                                "subscriptions[sub_1].currentPeriodEnd",
                                end.toString(),
                                later.toString()),
                        new Change(
                                "a period where there was none",
                                subscription("sub_1", "active", "price_1", CREATED, null, false),
                                SUB,
                                "subscriptions[sub_1].currentPeriodEnd",
                                null,
                                end.toString()),
                        new Change(
                                "cancelled at the end of the period",
                                SUB,
                                subscription("sub_1", "active", "price_1", CREATED, end, true),
                                "subscriptions[sub_1].cancelAtPeriodEnd",
                                "false",
                                "true"))
                .map(change -> DynamicTest.dynamicTest(
                        change.what(), () -> new SyncCheckerSubscriptionsTest().reports(change)));
    }

    private void reports(Change change) {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN, present(change.cached())));
        billing.add(live(CUS_1, ANN, present(change.actual())));

        assertSays(
                check(),
                false,
                true,
                false,
                REFRESH_CACHE,
                new Difference(change.field(), Source.STRIPE, change.before(), change.after()));
    }

    private static SubscriptionData[] present(@Nullable SubscriptionData it) {
        return it == null ? new SubscriptionData[0] : new SubscriptionData[] {it};
    }

    @Test
    void cancelledSubscriptionsAreComparedToo() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN, SUB));
        billing.add(live(CUS_1, ANN, SUB, subscription("sub_0", "canceled")));

        assertSays(
                check(),
                false,
                true,
                false,
                REFRESH_CACHE,
                new Difference("subscriptions[sub_0]", Source.STRIPE, null, "canceled"));
    }

    @Test
    void anotherDefaultPaymentMethodIsReportedButDoesNotPutStripeDataOutOfStep() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(new BillingState(
                new BillingCustomer(CUS_1, Presence.ACTIVE, ANN, MAIL, NAME, "pm_1", null, CREATED), List.of()));

        assertSays(
                check(),
                false,
                true,
                true,
                REFRESH_CACHE,
                new Difference("defaultPaymentMethod", Source.STRIPE, null, "pm_1"));
    }

    @Test
    void theOrderOfSubscriptionsIsNoDifference() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN, SUB, subscription("sub_2")));
        billing.add(live(CUS_1, ANN, subscription("sub_2"), SUB));

        assertSays(check(), true, true, true, NONE);
    }

    static Stream<Instant> impossible() {
        return Stream.of(
                Instant.EPOCH,
                Instant.parse("1999-12-31T23:59:59Z"),
                Instant.parse("2100-01-01T00:00:00Z"),
                Instant.parse("+54000-01-01T00:00:00Z"),
                Instant.ofEpochSecond(-1));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void aRecordThatWasReadAtAnImpossibleTimeIsOutOfStep(Instant time) {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN), CREATED, time);
        billing.add(live(CUS_1, ANN));

        assertSays(
                check(),
                false,
                true,
                false,
                REFRESH_CACHE,
                new Difference("updatedAt", Source.CACHE, time.toString(), null));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void aRecordThatWasCreatedAtAnImpossibleTimeIsOutOfStep(Instant time) {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN), time, NOW);
        billing.add(live(CUS_1, ANN));

        SyncReport report = check();

        assertSays(
                report,
                false,
                true,
                false,
                REFRESH_CACHE,
                new Difference("created", Source.CACHE, time.toString(), null),
                new Difference("created", Source.STRIPE, time.toString(), CREATED.toString()));
    }

    @Test
    void aRecordMayBeAMinuteAheadOfTheClockAndNotMore() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, ANN));

        cached(live(CUS_1, ANN), CREATED, NOW.plusSeconds(60));
        assertSays(check(), true, true, true, NONE);

        Instant ahead = NOW.plusSeconds(60).plusMillis(1);
        cached(live(CUS_1, ANN), CREATED, ahead);
        assertSays(
                check(),
                false,
                true,
                false,
                REFRESH_CACHE,
                new Difference("updatedAt", Source.CACHE, ahead.toString(), null));
    }
}
