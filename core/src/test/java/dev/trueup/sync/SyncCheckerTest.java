package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.model.Recommendation.CREATE_CUSTOMER;
import static dev.trueup.model.Recommendation.NONE;
import static dev.trueup.model.Recommendation.REFRESH_CACHE;
import static dev.trueup.model.Recommendation.RELINK;
import static dev.trueup.model.Recommendation.UPDATE_STRIPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.fixture.MapCache;
import dev.trueup.model.BillingCustomer;
import dev.trueup.model.BillingState;
import dev.trueup.model.Difference;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.protocol.Finding;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a check says of profiles, records and links. */
class SyncCheckerTest extends SyncCheckerSituation {

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
    @Tag("promise:C6")
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
    @Tag("promise:C6")
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
    @Tag("promise:C6")
    void aCustomerThatCarriesSomebodyElseHasToBeReplacedAndNothingOfThemIsTold() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, BOB));

        assertSays(
                check(),
                false,
                true,
                false,
                RELINK,
                new Difference("userId", Source.STRIPE, ANN.value(), "another user"));
    }

    @Test
    void aCustomerThatCarriesNobodyHasToBeReplaced() {
        users.add(ANN, MAIL, NAME);
        cached(live(CUS_1, ANN));
        billing.add(live(CUS_1, null));

        assertSays(check(), false, true, false, RELINK, new Difference("userId", Source.STRIPE, ANN.value(), null));
    }
}
