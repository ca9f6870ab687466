package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.fake.Gate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UserRoutesTest {

    private static final String CHECK = "/api/user/check-kv-sync";
    private static final String REBUILD = "/api/user/rebuild-kv";
    private static final String BILLING = "/api/user/billing";

    @AutoClose
    private final Running host = Running.start();

    @Test
    void aCheckOfAnEmptyCacheRecommendsToFillIt() {
        JsonNode answer = host.get(CHECK, ANN).json();

        assertThat(answer.path("isInSync").booleanValue()).isFalse();
        assertThat(answer.path("debug").path("hasCustomerId").booleanValue()).isFalse();
        assertThat(answer.path("debug").path("customerId").isNull()).isTrue();
        assertThat(answer.path("debug").path("stripeDataInSync").booleanValue()).isTrue();
        assertThat(answer.path("debug").path("cacheSource").textValue()).isEqualTo("unified_customer_cache");
        assertThat(answer.path("recommendation").textValue()).isEqualTo("refresh_cache");
        assertThat(host.stripe().calls().count()).isZero();
    }

    @Test
    void aCheckShowsWhatDiffersAndWhatToDo() {
        host.get(BILLING, ANN);
        host.clerk().updateUser(ANN, it -> it.email("ann@new.example"));

        Answer answer = host.get(CHECK, ANN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("recommendation").textValue()).isEqualTo("update_stripe");
        assertThat(answer.json().path("debug").path("basicDataInSync").booleanValue())
                .isFalse();
        assertThat(answer.json().path("differences").get(0).toString())
                .isEqualTo("{\"field\":\"email\",\"source\":\"clerk\",\"cached\":\"ann@example.com\","
                        + "\"actual\":\"ann@new.example\"}");
    }

    @Test
    void aStripeThatIsAwayIsAProblemAndNoError() {
        host.get(BILLING, ANN);
        host.stripe().faults().onEveryCall().answer(500);

        Answer answer = host.get(CHECK, ANN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("problems").toString())
                .isEqualTo("[{\"source\":\"stripe\",\"kind\":\"unavailable\"}]");
        assertThat(answer.json().path("debug").path("stripeDataInSync").booleanValue())
                .isFalse();
        assertThat(answer.json().path("recommendation").textValue()).isEqualTo("retry_later");
    }

    @Test
    void aClerkThatIsAwayIsAnError() {
        host.clerk().faults().onEveryCall().answer(500);

        assertThat(host.get(CHECK, ANN)).hasToString("500 {\"error\":\"Failed to check KV synchronization\"}");
        assertThat(host.post(REBUILD, ANN, "")).hasToString("500 {\"error\":\"Failed to rebuild KV data\"}");
    }

    @Test
    void aRebuildBringsClerksProfileToStripeAndToTheCache() {
        host.get(BILLING, ANN);
        host.clerk().updateUser(ANN, it -> it.email("ann@new.example").firstName("Anne"));

        assertThat(host.post(REBUILD, ANN, ""))
                .hasToString("200 {\"success\":true,\"message\":\"KV data rebuilt successfully\","
                        + "\"customerId\":\"cus_ann\"}");

        assertThat(host.stripe().customer("cus_ann").path("email").textValue()).isEqualTo("ann@new.example");
        assertThat(host.get(CHECK, ANN).json().path("isInSync").booleanValue()).isTrue();
        assertThat(host.get(BILLING, ANN).json().path("customer").path("name").textValue())
                .isEqualTo("Anne Lee");
    }

    @Test
    void aRebuildMakesTheCustomerThatIsMissingOnce() {
        String first = host.post(REBUILD, BOB, "").json().path("customerId").textValue();
        String second = host.post(REBUILD, BOB, "").json().path("customerId").textValue();

        assertThat(first).startsWith("cus_").isEqualTo(second);
        assertThat(host.stripe().customerIds()).hasSize(2);
    }

    @Test
    void billingComesFromStripeOnceAndThenFromTheCache() {
        Answer loaded = host.get(BILLING, ANN);
        host.stripe().calls().clear();
        host.clerk().calls().clear();
        Answer cached = host.get(BILLING, ANN);

        assertThat(loaded.json().path("source").textValue()).isEqualTo("stripe");
        assertThat(cached.json().path("source").textValue()).isEqualTo("memory");
        assertThat(cached.json().path("stale").booleanValue()).isFalse();
        assertThat(host.stripe().calls().count()).isZero();
        assertThat(host.clerk().calls().count()).isZero();

        JsonNode customer = cached.json().path("customer");
        assertThat(customer.fieldNames())
                .toIterable()
                .containsExactly(
                        "stripeCustomerId",
                        "email",
                        "userId",
                        "name",
                        "subscriptions",
                        "defaultPaymentMethod",
                        "created",
                        "updatedAt");
        assertThat(customer.path("subscriptions").toString()).isEqualTo("[\"sub_ann\"]");
        assertThat(customer.path("created").isIntegralNumber()).isTrue();
        JsonNode subscription = cached.json().path("subscriptions").get(0);
        assertThat(subscription.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "status", "priceId", "currentPeriodStart", "currentPeriodEnd", "cancelAtPeriodEnd");
        assertThat(subscription.path("priceId").textValue()).isEqualTo("price_pro");
    }

    @Test
    @Tag("promise:R4")
    void missesOfOneUserShareOneLoad() {
        Gate gate = host.stripe().faults().on("GET", "/v1/customers/").hold();
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        answers.add(CompletableFuture.supplyAsync(() -> host.get(BILLING, ANN)));
        gate.awaitArrived(1);
        for (int i = 0; i < 20; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> host.get(BILLING, ANN), work -> new Thread(work).start()));
        }
        Awaitility.await().until(() -> waiting() == 21);
        gate.release();

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200));
        assertThat(host.stripe().calls().count("GET", "/v1/customers/")).isEqualTo(1);
    }

    /** Requests that are in the service at this moment. */
    private long waiting() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith("SharedWork")))
                .count();
    }

    @Test
    void whoHasNoCustomerHasNoBilling() {
        assertThat(host.get(BILLING, BOB)).hasToString("404 {\"error\":\"Customer not found\"}");
    }

    @Test
    void aCustomerWhoWasDeletedIsGoneFromBilling() {
        host.get(BILLING, ANN);
        host.stripe().deleteCustomer("cus_ann");
        host.stripeWebhook("cus_ann");

        assertThat(host.get(BILLING, ANN)).hasToString("404 {\"error\":\"Customer not found\"}");
    }

    @Test
    void aUserWhoIsGoneFromClerkIsNotFoundAnywhere() {
        Map<String, String> bodies = Map.of(
                REBUILD,
                "",
                "/api/sync/clerk-stripe",
                "{\"action\":\"sync-user\"}",
                "/api/stripe/checkout",
                "{\"priceId\":\"price_pro\"}");
        String gone = "user_gone";

        for (String path :
                List.of(CHECK, BILLING, "/api/sync/clerk-stripe", "/store/checkout/success?session_id=cs_test_1")) {
            assertThat(host.get(path, gone)).as(path).hasToString("404 {\"error\":\"User not found\"}");
        }
        bodies.forEach((path, body) ->
                assertThat(host.post(path, gone, body)).as(path).hasToString("404 {\"error\":\"User not found\"}"));
    }
}
