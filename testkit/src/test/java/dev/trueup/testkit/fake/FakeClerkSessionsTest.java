package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.helpers.security.VerifyToken;
import com.clerk.backend_api.helpers.security.models.TokenVerificationException;
import com.clerk.backend_api.helpers.security.models.TokenVerificationResponse;
import com.clerk.backend_api.helpers.security.models.VerifyTokenOptions;
import com.clerk.backend_api.models.components.Jwks;
import com.clerk.backend_api.models.components.Keys;
import com.clerk.backend_api.models.errors.ClerkError;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Session tokens, judged by Clerk's own SDK. */
class FakeClerkSessionsTest {

    private final FakeClerk clerk = FakeClerk.start();

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void theSdkTakesATokenByTheKey() throws Exception {
        assertThat(claims(clerk.sessionToken("user_1"), offline())).containsEntry("sub", "user_1");
    }

    @Test
    void theSdkTakesATokenByTheKeySet() throws Exception {
        assertThat(claims(clerk.sessionToken("user_1"), online())).containsEntry("sub", "user_1");
        assertThat(clerk.calls().all()).extracting(Call::path).containsExactly("/v1/jwks");
    }

    @Test
    void theKeySetNeedsTheSecretKey() {
        Clerk stranger = Clerk.builder()
                .serverURL(clerk.baseUrl())
                .bearerAuth("sk_test_stolen")
                .build();

        assertThatThrownBy(() -> stranger.jwks().getJWKS().call())
                .isInstanceOfSatisfying(
                        ClerkError.class, e -> assertThat(e.code()).isEqualTo(401));
    }

    @Test
    void aRotatedKeyTakesThePlaceOfTheOneBefore() throws Exception {
        String before = clerk.sessionToken("user_1");
        List<String> keys = keyIds();

        clerk.rotateKey();

        assertThat(keyIds()).hasSize(1).doesNotContainAnyElementsOf(keys);
        assertThatThrownBy(() -> claims(before, online())).isInstanceOf(TokenVerificationException.class);
        assertThat(claims(clerk.sessionToken("user_1"), online())).containsEntry("sub", "user_1");
    }

    @TestFactory
    Stream<DynamicTest> theSdkRefusesATokenThatATestHasSpoilt() throws Exception {
        Instant now = Instant.now();
        var another = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Map<String, Consumer<FakeSessionToken>> spoilt = Map.of(
                "expired", token -> token.expiresAt(now.minus(Duration.ofMinutes(1))),
                "not yet good", token -> token.notBefore(now.plus(Duration.ofMinutes(1))),
                "issued in the future", token -> token.issuedAt(now.plus(Duration.ofMinutes(1))),
                "for another party", token -> token.authorizedParty("https://elsewhere.example.com"),
                "by another key", token -> token.signedBy(another),
                "HS256 by the public key", token -> token.algorithm("HS256"),
                "unsigned", token -> token.algorithm("none"),
                "another algorithm than the header says", token -> token.header("alg", "RS512"));
        return spoilt.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> {
                    String token = clerk.sessionToken("user_1", it.getValue());

                    assertThatThrownBy(() -> claims(token, offline())).isInstanceOf(TokenVerificationException.class);
                }));
    }

    @TestFactory
    Stream<DynamicTest> theSdkTakesWhatIsUnusualButSound() {
        Map<String, Consumer<FakeSessionToken>> sound = Map.of(
                "RS384", token -> token.algorithm("RS384"),
                "RS512", token -> token.algorithm("RS512"),
                "PS256", token -> token.algorithm("PS256"),
                "the party of the options", token -> token.authorizedParty("https://app.example.com"),
                "without an end", token -> token.claim("exp", null),
                "with a claim", token -> token.claim("plan", Map.of("name", "basic")),
                "with a parameter", token -> token.header("x5t", "dGVzdA"));
        return sound.entrySet().stream()
                .map(it -> DynamicTest.dynamicTest(
                        it.getKey(), () -> assertThat(claims(clerk.sessionToken("user_1", it.getValue()), offline()))
                                .containsEntry("sub", "user_1")));
    }

    @Test
    void whatIsRemovedIsNotInTheToken() throws Exception {
        String token = clerk.sessionToken(
                "user_1", it -> it.claim("sub", null).claim("sid", null).header("kid", null));

        assertThat(claims(token, offline())).doesNotContainKeys("sub", "sid").containsKey("exp");
        assertThatThrownBy(() -> claims(token, online())).isInstanceOf(TokenVerificationException.class);
    }

    @Test
    void anAlgorithmThatIsUnknownHereIsRefused() {
        assertThatThrownBy(() -> clerk.sessionToken("user_1", token -> token.algorithm("ES256")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ES256");
    }

    private VerifyTokenOptions offline() {
        return VerifyTokenOptions.Builder.withJwtKey(clerk.jwtKey())
                .authorizedParty("https://app.example.com")
                .build();
    }

    private VerifyTokenOptions online() {
        String origin = clerk.baseUrl().substring(0, clerk.baseUrl().length() - "/v1".length());
        return VerifyTokenOptions.Builder.withSecretKey(clerk.secretKey())
                .apiUrl(origin)
                .skipJwksCache(true)
                .build();
    }

    private List<String> keyIds() {
        return ClerkSdk.client(clerk).jwks().getJWKS().call().jwks().flatMap(Jwks::keys).orElseThrow().stream()
                .flatMap((Keys key) -> key.kid().stream())
                .toList();
    }

    @SuppressWarnings("unchecked") // the only payload that a session token has
    private static Map<String, Object> claims(String token, VerifyTokenOptions options) throws Exception {
        TokenVerificationResponse<?> verified = VerifyToken.verifyToken(token, options);
        return (Map<String, Object>) verified.payload();
    }
}
