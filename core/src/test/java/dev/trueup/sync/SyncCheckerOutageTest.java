package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.model.Recommendation.REFRESH_CACHE;
import static dev.trueup.model.Recommendation.RELINK;
import static dev.trueup.model.Recommendation.RETRY_LATER;
import static dev.trueup.model.Recommendation.UPDATE_STRIPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.Difference;
import dev.trueup.model.Problem;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a check says when sources are away, what it says first, and whom it asks; timing is tested beside. */
class SyncCheckerOutageTest extends SyncCheckerSituation {

    @Test
    @Tag("promise:C2")
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
    @Tag("promise:C2")
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
    @Tag("promise:C2")
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
    @Tag("promise:C7")
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
    @Tag("promise:C7")
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
}
