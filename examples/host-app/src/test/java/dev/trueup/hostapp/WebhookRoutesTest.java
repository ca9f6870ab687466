package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ANN;
import static dev.trueup.hostapp.Running.BOB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SignedWebhook;
import dev.trueup.testkit.SignedWebhooks;
import dev.trueup.testkit.SignedWebhooks.Flaw;
import dev.trueup.testkit.fake.FakeEvent;
import dev.trueup.testkit.fake.Gate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebhookRoutesTest {

    private static final String STRIPE = "/api/webhooks/stripe";
    private static final String BILLING = "/api/user/billing";
    private static final String NOT_BELIEVED = "400 {\"error\":\"The webhook is not believed\"}";

    @AutoClose
    private final Running host = Running.start();

    @Test
    void theEffectIsInTheCacheBeforeTheAnswer() {
        host.stripe().cancelSubscription("sub_ann");

        assertThat(host.stripeWebhook("sub_ann")).hasToString("200 {\"received\":true,\"status\":\"processed\"}");

        Answer billing = host.get(BILLING, ANN);
        assertThat(billing.json().path("source").textValue()).isEqualTo("memory");
        assertThat(billing.json().path("subscriptions").get(0).path("status").textValue())
                .isEqualTo("canceled");
    }

    @Test
    void theSameEventIsADuplicateAndAnotherBodyUnderItsIdARefusal() {
        assertThat(host.stripeWebhook("cus_ann").status()).isEqualTo(200);

        assertThat(host.stripeWebhook("cus_ann")).hasToString("200 {\"received\":true,\"status\":\"duplicate\"}");
        FakeEvent event = host.stripe().events().all().stream()
                .filter(it -> it.subject().equals("cus_ann"))
                .findFirst()
                .orElseThrow();
        byte[] other = (event.body() + " ").getBytes(UTF_8);
        assertThat(host.webhook(
                                STRIPE,
                                SignedWebhooks.stripe(Running.STRIPE_SECRET).sign(other))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void anEventThatSaysNothingOfCustomersIsIgnored() {
        byte[] body = ("{\"id\":\"evt_x\",\"object\":\"event\",\"type\":\"product.created\",\"created\":1795000000,"
                        + "\"livemode\":false,\"data\":{\"object\":{\"id\":\"prod_1\",\"object\":\"product\"}}}")
                .getBytes(UTF_8);

        assertThat(host.webhook(
                        STRIPE, SignedWebhooks.stripe(Running.STRIPE_SECRET).sign(body)))
                .hasToString("200 {\"received\":true,\"status\":\"ignored\"}");
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void whatIsNotSignedWellIsNotBelieved(Flaw flaw) {
        FakeEvent event = host.stripe().events().all().get(0);
        SignedWebhook broken =
                SignedWebhooks.stripe(Running.STRIPE_SECRET).broken(flaw).sign(event);

        assertThat(host.webhook(STRIPE, broken)).hasToString(NOT_BELIEVED);
        assertThat(host.get(BILLING, ANN).json().path("source").textValue()).isEqualTo("stripe");
    }

    @Test
    void anEventOfLiveModeIsNotBelievedByATestEndpoint() {
        byte[] body = host.stripe()
                .events()
                .all()
                .get(0)
                .body()
                .replace("\"livemode\":false", "\"livemode\":true")
                .getBytes(UTF_8);

        assertThat(host.webhook(
                        STRIPE, SignedWebhooks.stripe(Running.STRIPE_SECRET).sign(body)))
                .hasToString(NOT_BELIEVED);
    }

    @Test
    void bothSecretsCountWhileOneIsReplaced() {
        try (Running rotating = host.another(Map.of("STRIPE_WEBHOOK_SECRET", "whsec_next, " + Running.STRIPE_SECRET))) {
            assertThat(rotating.stripeWebhook("cus_ann").status()).isEqualTo(200);
        }
    }

    @Test
    void anEventInProgressIsAnsweredWithATimeToComeAgain() throws Exception {
        Gate gate = host.stripe().faults().on("GET", "/v1/customers/").hold();
        SignedWebhook event = host.stripeEvent("cus_ann");
        CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> host.webhook(STRIPE, event));
        gate.awaitArrived(1);

        Answer second = host.webhook(STRIPE, event);
        gate.release();

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.response().headers().firstValue("Retry-After").orElseThrow())
                .matches("[1-9]\\d*");
        assertThat(first.get(20, TimeUnit.SECONDS)).hasToString("200 {\"received\":true,\"status\":\"processed\"}");
    }

    @Test
    void aFailureIsTriedAgainUntilItIsGivenUp() {
        try (Running impatient = host.another(Map.of("TRUEUP_MAX_ATTEMPTS", "2", "TRUEUP_STRIPE_TIMEOUT", "500ms"))) {
            host.stripe().faults().on("GET", "/v1/customers").answer(500);
            SignedWebhook event = host.stripeEvent("cus_ann");

            Answer failed = impatient.webhook(STRIPE, event);
            assertThat(failed.status()).isEqualTo(500);
            assertThat(impatient.webhook(STRIPE, event).status()).isIn(500, 409);
            Awaitility.await()
                    .until(() -> impatient.webhook(STRIPE, event).text().contains("\"dead\""));

            assertThat(impatient
                            .get("/api/admin/webhook-events?status=dead", Running.ADA)
                            .json()
                            .path("events")
                            .get(0)
                            .path("attempts")
                            .longValue())
                    .isEqualTo(2);
        }
    }

    @Test
    void clerksEventsCreateUpdateAndPartUsers() {
        assertThat(host.clerkWebhook(BOB)).hasToString("200 {\"received\":true,\"status\":\"processed\"}");
        String customer = host.get(BILLING, BOB)
                .json()
                .path("customer")
                .path("stripeCustomerId")
                .textValue();
        assertThat(host.stripe()
                        .customer(customer)
                        .path("metadata")
                        .path("userId")
                        .textValue())
                .isEqualTo(BOB);

        host.clerk().updateUser(BOB, it -> it.email("bob@new.example"));
        assertThat(host.clerkWebhook(BOB).status()).isEqualTo(200);
        assertThat(host.stripe().customer(customer).path("email").textValue()).isEqualTo("bob@new.example");

        host.clerk().deleteUser(BOB);
        assertThat(host.clerkWebhook(BOB).status()).isEqualTo(200);
        assertThat(host.get(BILLING, BOB)).hasToString("404 {\"error\":\"User not found\"}");
        assertThat(host.stripe().customerIds()).contains(customer);
    }

    @Test
    void standardHeaderNamesInAnyCaseAreGoodToo() {
        FakeEvent event = host.clerk().events().all().get(0);
        SignedWebhook signed = SignedWebhooks.clerk(Running.CLERK_SECRET)
                .withStandardHeaderNames()
                .sign(event);
        Map<String, String> shouted = new HashMap<>();
        signed.headers().forEach((name, value) -> shouted.put(name.toUpperCase(Locale.ROOT), value));

        assertThat(host.webhook("/api/webhooks/clerk", new SignedWebhook(shouted, signed.body()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anEndpointWithoutASecretIsNotThere() {
        try (Running without = host.another(Map.of("STRIPE_WEBHOOK_SECRET", "", "CLERK_WEBHOOK_SECRET", ""))) {
            for (String path : List.of(STRIPE, "/api/webhooks/clerk")) {
                assertThat(without.post(path, null, "{}")).hasToString("404 {\"error\":\"Not found\"}");
            }
        }
    }
}
