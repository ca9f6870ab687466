package dev.trueup.model;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncReportTest {

    private final StripeCustomerData record = snapshot(live(CUS_1, ANN)).customer();

    @Test
    @Tag("promise:C3")
    void withoutDifferencesAndProblemsAllIsInStep() {
        SyncReport report = report(record);

        assertThat(report.isInSync()).isTrue();
        assertThat(report.basicDataInSync()).isTrue();
        assertThat(report.stripeDataInSync()).isTrue();
        assertThat(report.customerId()).contains(CUS_1);
    }

    @Test
    @Tag("promise:C3")
    void aDifferenceFromClerkIsOneOfBasicData() {
        SyncReport report = report(record, difference("email", Source.CLERK));

        assertThat(report.isInSync()).isFalse();
        assertThat(report.basicDataInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"email", "presence", "userId", "created", "subscriptions[sub_1]", "subscriptions[s].status"})
    void aDifferenceFromStripeIsOneOfStripeData(String field) {
        SyncReport report = report(record, difference(field, Source.STRIPE));

        assertThat(report.isInSync()).isFalse();
        assertThat(report.basicDataInSync()).isTrue();
        assertThat(report.stripeDataInSync()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "defaultPaymentMethod"})
    void whatTheContractDoesNotNameIsReportedButDoesNotPutStripeOutOfStep(String field) {
        SyncReport report = report(record, difference(field, Source.STRIPE));

        assertThat(report.isInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
    }

    @Test
    void anImpossibleTimeIsOneOfStripeData() {
        SyncReport report = report(record, difference("updatedAt", Source.CACHE));

        assertThat(report.stripeDataInSync()).isFalse();
        assertThat(report.basicDataInSync()).isTrue();
    }

    @Test
    void withoutARecordBasicDataIsOutOfStepAndStripeHasNothingToCompare() {
        SyncReport report = report(null, difference("record", Source.CLERK));

        assertThat(report.basicDataInSync()).isFalse();
        assertThat(report.stripeDataInSync()).isTrue();
        assertThat(report.customerId()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CLERK", "STRIPE", "CACHE"})
    @Tag("promise:C2")
    void aSourceThatCouldNotBeReadIsNeverInStep(Source source) {
        SyncReport report = new SyncReport(
                ANN,
                record,
                List.of(),
                List.of(new Problem(source, Problem.Kind.UNAVAILABLE)),
                Recommendation.RETRY_LATER);

        assertThat(report.isInSync()).isFalse();
        assertThat(report.basicDataInSync()).isEqualTo(source != Source.CLERK);
        assertThat(report.stripeDataInSync()).isEqualTo(source == Source.CLERK);
    }

    @Test
    void theEvidenceIsACopy() {
        List<Difference> differences = new ArrayList<>(List.of(difference("email", Source.CLERK)));
        SyncReport report = new SyncReport(ANN, record, differences, List.of(), Recommendation.REFRESH_CACHE);
        differences.clear();

        assertThat(report.isInSync()).isFalse();
    }

    @Test
    void itsWordsAreThoseOfTheContract() {
        assertThat(Recommendation.RETRY_LATER).hasToString("retry_later");
        assertThat(Source.CLERK).hasToString("clerk");
        assertThat(Problem.Kind.UNAVAILABLE).hasToString("unavailable");
    }

    private static Difference difference(String field, Source source) {
        return new Difference(field, source, "a", "b");
    }

    private static SyncReport report(@Nullable StripeCustomerData record, Difference... differences) {
        return new SyncReport(ANN, record, List.of(differences), List.of(), Recommendation.NONE);
    }
}
