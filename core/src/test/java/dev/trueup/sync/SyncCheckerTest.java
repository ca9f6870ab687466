package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.Recommendation.CREATE_CUSTOMER;
import static dev.trueup.model.Recommendation.NONE;
import static dev.trueup.model.Recommendation.REFRESH_CACHE;
import static dev.trueup.model.Recommendation.RELINK;
import static dev.trueup.model.Recommendation.RETRY_LATER;
import static dev.trueup.model.Recommendation.UPDATE_STRIPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Presence;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.Source;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SyncReport;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a check says about each situation; {@code SyncCheckerTimingTest} is about threads and time. */
class SyncCheckerTest {

    private static final SubscriptionData SUB = subscription("sub_1");

    private final ManualClock clock = new ManualClock();
    private final MapCache cache = new MapCache(clock);
    private final MapUsers users = new MapUsers();
    private final MapBilling billing = new MapBilling();
    private final List<String> told = new ArrayList<>();

    @Test
    void aUserWhoseCopyIsRightIsInStep() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN, SUB));
        billing.add(live(CUS_1, ANN, SUB));

        SyncReport report = check();

        assertSays(report, true, true, true, NONE);
        assertThat(report.customerId()).contains(CUS_1);
        assertThat(report.record()).isNotNull();
        assertThat(report.userId()).isEqualTo(ANN);
    }

    @Test
    void anEmailThatChangedInClerkOnlyHasToReachStripe() {
        users.add(ANN, "new@example.com", NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        SyncReport report = check();

        assertSays(
                report,
                false,
                false,
                false,
                UPDATE_STRIPE,
                new Difference("email", Source.CLERK, MAIL, "new@example.com"),
                new Difference("email", Source.STRIPE, MAIL, MAIL));
    }

    @Test
    void anEmailThatReachedStripeHasToReachTheCache() {
        users.add(ANN, "new@example.com", NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN, "new@example.com", NAME));

        assertSays(
                check(),
                false,
                false,
                true,
                REFRESH_CACHE,
                new Difference("email", Source.CLERK, MAIL, "new@example.com"));
    }

    @Test
    void anEmailThatChangedInStripeOnlyHasToBecomeClerks() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN, "other@example.com", NAME));

        assertSays(
                check(),
                false,
                true,
                false,
                UPDATE_STRIPE,
                new Difference("email", Source.STRIPE, MAIL, "other@example.com"));
    }

    @Test
    void anEmailInOtherCaseIsAnother() {
        users.add(ANN, "Ann@example.com", NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        assertThat(check().recommendation()).isEqualTo(UPDATE_STRIPE);
    }

    @Test
    void aNameThatChangedInClerkHasToReachStripeButDoesNotPutItsDataOutOfStep() {
        users.add(ANN, MAIL, "Ann Smith");
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        assertSays(
                check(),
                false,
                false,
                true,
                UPDATE_STRIPE,
                new Difference("name", Source.CLERK, NAME, "Ann Smith"),
                new Difference("name", Source.STRIPE, NAME, NAME));
    }

    @Test
    void aNameThatIsSpeltOtherwiseIsTheSame() {
        users.add(ANN, MAIL, "Zo\u00eb Lee");
        cached(live(CUS_1, ANN, MAIL, "Zoe\u0308 Lee"));
        billing.add(live(CUS_1, ANN, MAIL, " Zoe\u0308 Lee "));

        assertSays(check(), true, true, true, NONE);
    }

    static Stream<String> nothings() {
        return Stream.of("", " ");
    }

    @ParameterizedTest
    @MethodSource("nothings")
    void noEmailAndNoNameAreNeitherADifferenceFromEmptyOnes(String empty) {
        users.add(ANN, null, null);
        cached(live(CUS_1, ANN, empty, empty));
        billing.add(live(CUS_1, ANN, empty, empty));
        assertSays(check(), true, true, true, NONE);

        users.add(ANN, empty, empty);
        String none = null;
        cached(live(CUS_1, ANN, none, none));
        billing.add(live(CUS_1, ANN, none, none));
        assertSays(check(), true, true, true, NONE);
    }

    @Test
    void anEmailThatClerkNoLongerHasIsADifference() {
        users.add(ANN, null, null);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        assertSays(
                check(),
                false,
                false,
                false,
                UPDATE_STRIPE,
                new Difference("email", Source.CLERK, MAIL, null),
                new Difference("name", Source.CLERK, NAME, null),
                new Difference("email", Source.STRIPE, MAIL, MAIL),
                new Difference("name", Source.STRIPE, NAME, NAME));
    }

    @Test
    void anEmptyCacheIsFilledByARefreshAndStripeIsNotAsked() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, ANN));

        SyncReport report = check();

        assertSays(
                report, false, false, true, REFRESH_CACHE, new Difference("record", Source.CLERK, null, ANN.value()));
        assertThat(report.record()).isNull();
        assertThat(billing.found()).isEmpty();
        assertThat(billing.listed()).isEmpty();
    }

    @Test
    void aTombstoneAsksForANewCustomerWithoutAskingStripe() {
        users.add(ANN, MAIL, NAME);
        cache.put(cache.ticket(ANN), new Finding.Gone(CUS_1));

        assertSays(
                check(),
                false,
                false,
                true,
                CREATE_CUSTOMER,
                new Difference("record", Source.CLERK, null, ANN.value()));
        assertThat(billing.found()).isEmpty();
    }

    @Test
    void anExpiredRecordIsAnEmptyCache() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        clock.advance(MapCache.TIME_TO_LIVE);

        assertThat(check().recommendation()).isEqualTo(REFRESH_CACHE);
        assertThat(billing.found()).isEmpty();
    }

    @Test
    void aDeletedCustomerHasToBeReplaced() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN, SUB));
        billing.add(BillingState.gone(BillingCustomer.deleted(CUS_1)));

        assertSays(check(), false, true, false, RELINK, new Difference("presence", Source.STRIPE, "ACTIVE", "DELETED"));
    }

    @Test
    void aMissingCustomerIsToldFromADeletedOne() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));

        assertSays(check(), false, true, false, RELINK, new Difference("presence", Source.STRIPE, "ACTIVE", "MISSING"));
    }

    @Test
    void aCustomerThatCarriesSomebodyElseHasToBeReplaced() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, BOB));

        assertSays(
                check(), false, true, false, RELINK, new Difference("userId", Source.STRIPE, ANN.value(), BOB.value()));
    }

    @Test
    void aCustomerThatCarriesNobodyHasToBeReplaced() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, null));

        assertSays(check(), false, true, false, RELINK, new Difference("userId", Source.STRIPE, ANN.value(), null));
    }

    /** A subscription as it is cached, as it is in Stripe, and the difference between the two. */
    record Change(
            String what,
            @Nullable SubscriptionData cached,
            @Nullable SubscriptionData actual,
            String field,
            @Nullable String before,
            @Nullable String after) {}

    @TestFactory
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
                .map(change -> DynamicTest.dynamicTest(change.what(), () -> new SyncCheckerTest().reports(change)));
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

    @Test
    void aCacheThatIsAwayReadsAsNoDataAndIsAProblem() {
        users.add(ANN, MAIL, NAME);
        cache.goAway();

        SyncReport report = check();

        assertThat(report.record()).isNull();
        assertThat(report.isInSync()).isFalse();
        assertThat(report.basicDataInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
        assertThat(report.problems()).containsExactly(new Problem(Source.CACHE, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(RETRY_LATER);
        assertThat(billing.found()).isEmpty();
        assertThat(told).containsExactly("cache failed in check", "checked user_ann");
    }

    @Test
    void aStripeThatIsAwayIsNotInStepAndIsAProblem() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.goAway();

        SyncReport report = check();

        assertThat(report.basicDataInSync()).isTrue();
        assertThat(report.stripeDataInSync()).isFalse();
        assertThat(report.isInSync()).isFalse();
        assertThat(report.differences()).isEmpty();
        assertThat(report.problems()).containsExactly(new Problem(Source.STRIPE, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(RETRY_LATER);
    }

    @Test
    void aClerkThatIsAwayIsNotInStepAndIsAProblem() {
        users.goAway();
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        SyncReport report = check();

        assertThat(report.basicDataInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
        assertThat(report.isInSync()).isFalse();
        assertThat(report.problems()).containsExactly(new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(RETRY_LATER);
    }

    @Test
    void allSourcesCanBeAwayAtOnce() {
        users.goAway();
        cache.goAway();
        billing.goAway();

        assertThat(check().problems())
                .containsExactlyInAnyOrder(
                        new Problem(Source.CACHE, Problem.Kind.UNAVAILABLE),
                        new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
    }

    @Test
    void aUserWhomClerkDoesNotKnowIsAProblemOfAnotherKind() {
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        SyncReport report = check();

        assertThat(report.problems()).containsExactly(new Problem(Source.CLERK, Problem.Kind.USER_NOT_FOUND));
        assertThat(report.basicDataInSync()).isFalse();
        assertThat(report.isInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
    }

    @Test
    void whatCannotBeReadComesBeforeEveryOtherAdvice() {
        users.goAway();
        cached(live(CUS_1, ANN, SUB));
        billing.delete(CUS_1);

        SyncReport report = check();

        assertThat(report.recommendation()).isEqualTo(RETRY_LATER);
        assertThat(report.differences())
                .containsExactly(new Difference("presence", Source.STRIPE, "ACTIVE", "DELETED"));
    }

    @Test
    void aWrongLinkComesBeforeAWrongProfileAndThatBeforeAnOldCopy() {
        users.add(ANN, "new@example.com", NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, BOB, SUB));
        assertThat(check().recommendation()).isEqualTo(RELINK);

        billing.add(live(CUS_1, ANN, SUB));
        assertThat(check().recommendation()).isEqualTo(UPDATE_STRIPE);

        billing.add(live(CUS_1, ANN, "new@example.com", NAME, SUB));
        assertThat(check().recommendation()).isEqualTo(REFRESH_CACHE);
    }

    @Test
    void stripeIsAskedOnceAndOnlyAboutTheCachedCustomer() {
        users.add(ANN, MAIL, NAME, CUS_2);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN));

        check();

        assertThat(billing.found()).containsExactly(CUS_1);
        assertThat(billing.listed()).isEmpty();
        assertThat(users.asked()).containsExactly(ANN);
    }

    @Test
    void aCheckIsToldToTheListener() {
        users.add(ANN, MAIL, NAME);

        check();

        assertThat(told).containsExactly("checked user_ann");
    }

    @Test
    void aUserCanBeNamedByText() {
        users.add(ANN, MAIL, NAME);

        assertThat(checker().check("user_ann").userId()).isEqualTo(ANN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checker().check(" "))
                .withMessage("userId must not be blank");
    }

    @Test
    void theTextOfAReportNamesNoAddress() {
        users.add(ANN, "new@example.com", "Somebody Else");
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, ANN));

        assertThat(check().toString())
                .contains("user_ann", "email (clerk)", "update_stripe")
                .doesNotContain("example.com", "Somebody", NAME);
    }

    private SyncChecker checker() {
        return SyncChecker.over(
                cache,
                users,
                billing,
                new SyncEnvironment(
                        new SyncSettings(Duration.ofSeconds(20), Duration.ofSeconds(20)),
                        listener(),
                        Runnable::run,
                        clock));
    }

    private SyncReport check() {
        int puts = cache.puts().size();
        SyncReport report = checker().check(ANN);
        assertThat(cache.puts()).as("puts of a check").hasSize(puts);
        return report;
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void checked(SyncReport report, Duration took) {
                assertThat(took).isPositive();
                told.add("checked " + report.userId());
            }

            @Override
            public void sourceFailed(Source source, String operation) {
                told.add(source + " failed in " + operation);
            }
        };
    }

    private void cached(BillingState state) {
        cache.put(cache.ticket(ANN), snapshot(state));
    }

    private void cached(BillingState state, Instant created, Instant updatedAt) {
        StripeCustomerData it = snapshot(state).customer();
        cache.put(
                cache.ticket(ANN),
                new CustomerSnapshot(
                        new StripeCustomerData(
                                it.stripeCustomerId(),
                                it.email(),
                                it.userId(),
                                it.name(),
                                it.subscriptions(),
                                it.defaultPaymentMethod(),
                                created,
                                updatedAt),
                        state.subscriptions(),
                        null));
    }

    private static void assertSays(
            SyncReport report,
            boolean inSync,
            boolean basic,
            boolean stripe,
            Recommendation advice,
            Difference... differences) {
        assertThat(report.problems()).isEmpty();
        assertThat(report.differences()).containsExactlyInAnyOrder(differences);
        assertThat(List.of(report.isInSync(), report.basicDataInSync(), report.stripeDataInSync()))
                .as("isInSync, basicDataInSync, stripeDataInSync")
                .containsExactly(inSync, basic, stripe);
        assertThat(report.recommendation()).isEqualTo(advice);
    }
}
