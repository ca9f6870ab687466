package dev.trueup.hostapp;

import static dev.trueup.hostapp.Running.ADA;
import static dev.trueup.hostapp.Running.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.testkit.fake.FakeClerk;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuthenticationTest {

    private static final String REFUSED = "401 {\"error\":\"Authentication required\"}";
    private static final List<String> ADMIN_ROUTES = List.of(
            "GET /api/admin/webhook-events",
            "GET /api/admin/sync-health",
            "GET /api/admin/sync-logs",
            "GET /api/admin/analytics",
            "POST /api/stripe/sync",
            "GET /api/stripe/sync/run_1");

    @AutoClose
    private final Running host = Running.start();

    static Stream<String> routes() {
        return Stream.concat(
                ADMIN_ROUTES.stream(),
                Stream.of(
                        "GET /api/user/check-kv-sync",
                        "POST /api/user/rebuild-kv",
                        "GET /api/user/billing",
                        "GET /api/sync/clerk-stripe",
                        "POST /api/sync/clerk-stripe",
                        "POST /api/stripe/checkout",
                        "GET /store/checkout/success"));
    }

    @ParameterizedTest
    @Tag("promise:O4")
    @MethodSource("routes")
    void nobodyIsAskedToSignInBeforeAnythingElseIsLookedAt(String route) {
        String[] parts = route.split(" ", 2);
        HttpRequest.Builder request = host.request(parts[1], null);
        // Far too long and no JSON, which does not matter yet.
        request.method(
                parts[0],
                parts[0].equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(new byte[66_000]));

        assertThat(Running.send(request)).hasToString(REFUSED);
        assertThat(Running.send(request.header("Authorization", "Bearer e30.e30.e30")))
                .hasToString(REFUSED);
    }

    @Test
    void nobodyButAnAdminSeesTheRoutesOfAdmins() {
        for (String route : ADMIN_ROUTES) {
            String[] parts = route.split(" ", 2);
            HttpRequest.Builder request = host.request(parts[1], ANN).method(parts[0], BodyPublishers.noBody());

            assertThat(Running.send(request)).as(route).hasToString("403 {\"error\":\"Forbidden\"}");
        }
    }

    @Test
    void ofTwoTokensNoneCounts() {
        HttpRequest.Builder request = host.request("/api/user/billing", ANN)
                .header("Authorization", "Bearer " + host.clerk().sessionToken(ADA));

        assertThat(Running.send(request)).hasToString(REFUSED);
    }

    @Test
    void aTokenOfAnotherInstanceOfClerkDoesNotCount() {
        try (FakeClerk other = FakeClerk.start()) {
            HttpRequest.Builder request = host.request("/api/user/billing", null)
                    .header("Authorization", "Bearer " + other.sessionToken(ANN));

            assertThat(Running.send(request)).hasToString(REFUSED);
        }
    }

    @Test
    void withoutAKeyTheKeysAreFetchedFromClerk() {
        try (Running fetching = host.another(Map.of("CLERK_JWT_KEY", ""))) {
            assertThat(fetching.get("/api/user/billing", ANN).status()).isEqualTo(200);
            assertThat(fetching.clerk().calls().count("GET", "/v1/jwks")).isEqualTo(1);
        }
    }

    @Test
    void keysThatCannotBeFetchedAreAnOutageAndNoRefusal() {
        host.clerk().faults().on("GET", "/v1/jwks").answer(500);
        try (Running fetching = host.another(Map.of("CLERK_JWT_KEY", ""))) {
            assertThat(fetching.get("/api/user/billing", ANN).status()).isEqualTo(503);
        }
    }

    @Test
    void aHeadRequestIsAskedToSignInToo() {
        HttpRequest.Builder request = host.request("/api/user/billing", null).method("HEAD", BodyPublishers.noBody());

        assertThat(Running.send(request).status()).isEqualTo(401);
    }
}
