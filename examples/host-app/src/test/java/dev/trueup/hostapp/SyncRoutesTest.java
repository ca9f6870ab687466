package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncRoutesTest {

    private static final String SYNC = "/api/sync/clerk-stripe";
    private static final String CANCEL = "{\"action\":\"cancel-subscription\",\"subscriptionId\":\"sub_ann\"}";
    private static final String REACTIVATE =
            "{\"action\":\"reactivate-subscription\",\"reactivationSubscriptionId\":\"sub_ann\"}";

    @AutoClose
    private final Running host = Running.start();

    @Test
    void clerkAndStoreAgreeAfterASync() {
        assertThat(host.post(SYNC, ANN, "{\"action\":\"sync-user\"}").json().path("stripeCustomerId"))
                .hasToString("\"cus_ann\"");

        JsonNode answer = host.get(SYNC, ANN).json();
        assertThat(answer.path("userId").textValue()).isEqualTo(ANN);
        assertThat(answer.path("stripeCustomerId").textValue()).isEqualTo("cus_ann");
        assertThat(answer.path("inAgreement").booleanValue()).isTrue();
        assertThat(answer.path("clerk").path("subscriptionId").textValue()).isEqualTo("sub_ann");
        assertThat(answer.path("clerk")).isEqualTo(answer.path("store"));
    }

    @Test
    void aCancellationIsInStripeCacheStoreAndClerkBeforeItIsAnswered() {
        host.get("/api/user/billing", ANN);

        Answer answer = host.post(SYNC, ANN, CANCEL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("success").booleanValue()).isTrue();
        assertThat(answer.json().path("action").textValue()).isEqualTo("cancel-subscription");
        assertThat(answer.json().path("subscription").path("cancelAtPeriodEnd").booleanValue())
                .isTrue();
        assertThat(host.stripe()
                        .subscription("sub_ann")
                        .path("cancel_at_period_end")
                        .booleanValue())
                .isTrue();
        assertThat(host.get("/api/user/billing", ANN)
                        .json()
                        .path("subscriptions")
                        .get(0)
                        .path("cancelAtPeriodEnd")
                        .booleanValue())
                .isTrue();
        JsonNode agreement = host.get(SYNC, ANN).json();
        assertThat(agreement.path("inAgreement").booleanValue()).isTrue();
        assertThat(agreement.path("clerk").path("cancelAtPeriodEnd").booleanValue())
                .isTrue();
    }

    @Test
    void whatWasToEndWithItsPeriodCanGoOn() {
        host.post(SYNC, ANN, CANCEL);

        Answer answer = host.post(SYNC, ANN, REACTIVATE);

        assertThat(answer.json().path("subscription").path("cancelAtPeriodEnd").booleanValue())
                .isFalse();
        assertThat(host.stripe()
                        .subscription("sub_ann")
                        .path("cancel_at_period_end")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void whatHasEndedCannotGoOn() {
        Answer ended = host.post(
                SYNC, ANN, "{\"action\":\"cancel-subscription\",\"subscriptionId\":\"sub_ann\",\"immediately\":true}");

        assertThat(ended.json().path("subscription").path("status").textValue()).isEqualTo("canceled");
        assertThat(host.post(SYNC, ANN, REACTIVATE)).hasToString("409 {\"error\":\"The subscription has ended\"}");
    }

    @Test
    void nobodyTouchesAnothersSubscription() {
        assertThat(host.post(SYNC, BOB, CANCEL)).hasToString("403 {\"error\":\"Forbidden\"}");
        assertThat(host.post(SYNC, BOB, REACTIVATE)).hasToString("403 {\"error\":\"Forbidden\"}");
        assertThat(host.post(SYNC, BOB, "{\"action\":\"sync-user\",\"targetUserId\":\"user_ann\"}"))
                .hasToString("403 {\"error\":\"Forbidden\"}");
        assertThat(host.stripe()
                        .subscription("sub_ann")
                        .path("cancel_at_period_end")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void anAdminActsForOthers() {
        Answer answer = host.post(
                SYNC,
                ADA,
                "{\"action\":\"cancel-subscription\",\"targetUserId\":\"user_ann\",\"subscriptionId\":\"sub_ann\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("stripeCustomerId").textValue()).isEqualTo("cus_ann");
        assertThat(host.post(SYNC, ADA, "{\"action\":\"sync-user\",\"targetUserId\":\"user_gone\"}"))
                .hasToString("404 {\"error\":\"User not found\"}");
    }

    @Test
    void theSubscriptionDataAreThoseOfStripe() {
        Answer answer = host.post(SYNC, ANN, "{\"action\":\"get-subscription-data\"}");

        assertThat(answer.json().path("subscription").path("id").textValue()).isEqualTo("sub_ann");
        assertThat(host.post(SYNC, ANN, "{\"action\":\"get-subscription-data\",\"subscriptionId\":\"sub_x\"}"))
                .hasToString("403 {\"error\":\"Forbidden\"}");
        assertThat(host.post(SYNC, BOB, "{\"action\":\"get-subscription-data\"}"))
                .hasToString("200 {\"success\":true,\"action\":\"get-subscription-data\",\"stripeCustomerId\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"action\":\"\"}",
                "{\"action\":\"delete-everything\"}",
                "{\"action\":7}",
                "{\"action\":\"cancel-subscription\"}",
                "{\"action\":\"reactivate-subscription\"}",
                "{\"action\":\"cancel-subscription\",\"subscriptionId\":\"sub_ann\",\"immediately\":\"yes\"}",
                "{\"action\":\"sync-user\",\"targetUserId\":[\"user_ann\"]}",
                "{\"action\":\"sync-user\",\"targetUserId\":\" \"}",
                "{\"action\":\"sync-user\",\"action\":\"sync-user\"}",
                "{\"action\":\"sync-user\"} {}",
                "[]",
                "null",
                "",
                "{"
            })
    void aMalformedWishIsRefused(String body) {
        Answer answer = host.post(SYNC, ANN, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").textValue()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    void anOutageIsToldWithoutDetail() {
        host.stripe().faults().onEveryCall().answer(500);

        assertThat(host.post(SYNC, ANN, CANCEL))
                .hasToString("503 {\"error\":\"A service that is needed for this is not available now\"}");
    }
}
