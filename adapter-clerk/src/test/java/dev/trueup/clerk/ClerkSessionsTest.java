package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.UserId;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeSessionToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens count, by a key that is there from the beginning. */
class ClerkSessionsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final SettableClock CLOCK = SettableClock.at(NOW);
    private static final FakeClerk clerk = FakeClerk.start(CLOCK);
    private static final String USER = "user_1";
    private static final String APP = "https://app.example.com";
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"ins_1\"}";
    private static final String EXP = "\"exp\":" + (NOW.getEpochSecond() + 60);
    private static final String CLAIMS = "{\"sub\":\"user_1\"," + EXP + "}";

    private final ClerkSessions sessions =
            ClerkSessions.withKey(clerk.jwtKey()).clock(CLOCK).build();
    private final ClerkSessions raw =
            ClerkSessions.withKey(Tokens.pem(Tokens.KEY)).clock(CLOCK).build();

    @AfterAll
    static void close() {
        clerk.close();
    }

    @Test
    void aGoodTokenIsItsUsers() {
        String token = clerk.sessionToken(USER);

        assertThat(sessions.authenticate("Bearer " + token)).contains(new UserId(USER));
        assertThat(sessions.authenticateToken(token)).contains(new UserId(USER));
        assertThat(clerk.calls().count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    void theSchemeIsReadAsHttpHasIt(String scheme) {
        assertThat(sessions.authenticate(scheme + clerk.sessionToken(USER))).isPresent();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "%s",
                " Bearer %s",
                "Bearer",
                "Bearer ",
                "Bearer%s",
                "Bearer\t%s",
                "Bearer %s ",
                "Bearer %s, Bearer %s",
                "Bearer %s %s",
                "Bearer \"%s\"",
                "Bearer Bearer %s",
                "Basic %s",
                "Token %s",
                "Bearer %s\n",
                "Bearer %s=",
                "Bearer %s.",
                "Bearer .%s",
                "Bearer ..",
                "Bearer a.b.c",
                "Bearer \u0000.\u0000.\u0000",
                "Bearer null",
                "Bearer undefined",
                "Bearer ak_1",
                "Bearer mt_1",
                "Bearer oat_1"
            })
    void anythingElseInTheHeaderIsNobody(@Nullable String header) {
        String sent = header == null ? null : header.replace("%s", clerk.sessionToken(USER));

        assertThat(sessions.authenticate(sent)).isEmpty();
    }

    @Test
    void noTokenIsNobody() {
        assertThat(sessions.authenticateToken(null)).isEmpty();
        assertThat(sessions.authenticateToken("")).isEmpty();
    }

    @Test
    void aHeaderOfMoreThanEightKibibytesIsNotRead() {
        String token = clerk.sessionToken(USER, it -> it.claim("more", "x".repeat(5_000)));
        String large = clerk.sessionToken(USER, it -> it.claim("more", "x".repeat(6_000)));
        assertThat(token.length()).isLessThan(8_000);
        assertThat(large.length()).isGreaterThan(8_192);

        assertThat(sessions.authenticate("Bearer " + token)).isPresent();
        assertThat(sessions.authenticate("Bearer " + large)).isEmpty();
        assertThat(sessions.authenticateToken(large)).isEmpty();
        assertThat(sessions.authenticate("Bearer" + " ".repeat(8_192) + token)).isEmpty();
    }

    @ParameterizedTest
    @Tag("promise:I7")
    @ValueSource(strings = {"RS384", "RS512", "PS256", "HS256", "none"})
    void noAlgorithmButRs256Counts(String algorithm) {
        assertThat(user(token -> token.algorithm(algorithm))).isEmpty();
        assertThat(user(token -> token.algorithm(algorithm).header("alg", "RS256")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rs256", "RS512", "ES256", "EdDSA", "HS256", "none", "NONE", "", " ", "RSA-OAEP", "dir"})
    void aGenuineSignatureUnderAnotherNameDoesNotCount(String algorithm) {
        assertThat(user(token -> token.header("alg", algorithm))).isEmpty();
    }

    @Test
    void aHeaderWithoutAnAlgorithmDoesNotCount() {
        assertThat(user(token -> token.header("alg", null))).isEmpty();
        assertThat(user(token -> token.header("alg", List.of("RS256")))).isEmpty();
        assertThat(user(token -> token.header("alg", 256))).isEmpty();
    }

    @Test
    void anotherKeyIsNotClerks() {
        assertThat(user(token -> token.signedBy(Tokens.KEY))).isEmpty();
    }

    @Test
    void aTokenThatWasChangedAnywhereDoesNotCount() {
        String token = clerk.sessionToken(USER);
        for (int at = 0; at < token.length() - 1; at++) {
            char other = token.charAt(at) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, at) + other + token.substring(at + 1);

            assertThat(sessions.authenticateToken(changed)).isEmpty();
        }
    }

    @Test
    void aTokenWithoutItsSignatureDoesNotCount() {
        String token = clerk.sessionToken(USER);
        String unsigned = token.substring(0, token.lastIndexOf('.') + 1);

        assertThat(Stream.of(unsigned, unsigned + "AA", unsigned + token.substring(0, token.indexOf('.'))))
                .allSatisfy(it -> assertThat(sessions.authenticateToken(it)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"exp,-4,true", "exp,-5,true", "exp,-6,false", "nbf,5,true", "nbf,6,false", "iat,5,true", "iat,6,false"})
    void clocksMayDifferByFiveSeconds(String claim, int seconds, boolean counts) {
        assertThat(user(token -> token.claim(claim, NOW.getEpochSecond() + seconds))
                        .isPresent())
                .isEqualTo(counts);
    }

    @Test
    void aTokenExpiresByOurClock() {
        SettableClock clock = SettableClock.at(NOW);
        ClerkSessions ours = ClerkSessions.withKey(clerk.jwtKey()).clock(clock).build();
        String token = clerk.sessionToken(USER);
        assertThat(ours.authenticateToken(token)).isPresent();

        clock.advance(Duration.ofSeconds(66));

        assertThat(ours.authenticateToken(token)).isEmpty();
    }

    @Test
    @Tag("promise:I7")
    void aTokenWithoutAnEndDoesNotCount() {
        assertThat(user(token -> token.claim("exp", null))).isEmpty();
    }

    @Test
    void startAndIssueNeedNotBeThere() {
        assertThat(user(token -> token.claim("nbf", null).claim("iat", null))).isPresent();
    }

    @TestFactory
    @Tag("promise:I7")
    Stream<DynamicTest> aTokenWithoutAPossibleUserDoesNotCount() {
        return Stream.of(
                        "null",
                        "\"\"",
                        "\" \"",
                        "1",
                        "true",
                        "[]",
                        "[\"user_1\"]",
                        "{}",
                        "\"user_1\\u0000\"",
                        "\"\\ud800\"")
                .map(sub -> DynamicTest.dynamicTest(sub, () -> assertThat(claims("{\"sub\":" + sub + "," + EXP + "}"))
                        .isEmpty()));
    }

    @Test
    void aUserIdThatIsTooLongDoesNotCount() {
        assertThat(user(token -> token.claim("sub", "u".repeat(256)))).isEmpty();
        assertThat(user(token -> token.claim("sub", null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,true",
        "https://app.example.com/,false",
        "https://APP.example.com,false",
        "'',false"
    })
    void theAuthorizedPartyIsComparedExactly(String party, boolean counts) {
        ClerkSessions only = ClerkSessions.withKey(clerk.jwtKey())
                .clock(CLOCK)
                .authorizedParties(List.of(APP, "https://other.example.com"))
                .build();

        assertThat(only.authenticateToken(clerk.sessionToken(USER, token -> token.authorizedParty(party)))
                        .isPresent())
                .isEqualTo(counts);
        assertThat(user(token -> token.authorizedParty(party))).isPresent();
    }

    @Test
    void anAbsentAuthorizedPartyCountsAndOneThatIsNoTextDoesNot() {
        ClerkSessions only = ClerkSessions.withKey(clerk.jwtKey())
                .clock(CLOCK)
                .authorizedParties(List.of(APP))
                .build();

        assertThat(only.authenticateToken(clerk.sessionToken(USER))).isPresent();
        assertThat(only.authenticateToken(clerk.sessionToken(USER, it -> it.claim("azp", List.of(APP)))))
                .isEmpty();
        assertThat(user(token -> token.claim("azp", 1))).isEmpty();
    }

    @Test
    void aTokenOfAnotherTypeIsNoSession() {
        assertThat(user(token -> token.header("typ", "at+jwt"))).isEmpty();
        assertThat(user(token -> token.header("typ", null))).isPresent();
    }

    @Test
    void aMachineIsNoUser() {
        assertThat(user(token -> token.claim("sub", "mch_2abc"))).isEmpty();
    }

    @Test
    void aPendingSessionIsNobodyYet() {
        assertThat(user(token -> token.claim("sts", "pending"))).isEmpty();
        assertThat(user(token -> token.claim("sts", null))).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> keysThatATokenBringsOrPointsToAreNotLookedAt() {
        Map<String, Object> own = Map.of(
                "kty", "RSA",
                "n", Base64.getUrlEncoder().encodeToString(new byte[256]),
                "e", "AQAB");
        String url = clerk.baseUrl() + "/jwks";
        return Stream.of(Map.entry("jku", url), Map.entry("x5u", url), Map.entry("jwk", own))
                .map(it -> DynamicTest.dynamicTest(it.getKey(), () -> {
                    assertThat(user(token ->
                                    token.header(it.getKey(), it.getValue()).signedBy(Tokens.KEY)))
                            .isEmpty();
                    assertThat(clerk.calls().count()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> aHeaderThatAsksForMoreThanWeDoDoesNotCount() {
        return Stream.of(
                        "\"crit\":[\"exp\"],\"exp\":1",
                        "\"crit\":[\"b64\"],\"b64\":false",
                        "\"crit\":[\"x\"],\"x\":1",
                        "\"zip\":\"DEF\"",
                        "\"typ\":1")
                .map(more -> DynamicTest.dynamicTest(more, () -> {
                    String header = HEADER.replace("\"typ\":\"JWT\"", more);

                    assertThat(raw.authenticateToken(Tokens.signed(header, CLAIMS)))
                            .isEmpty();
                }));
    }

    @Test
    void whatTheKeyIdSaysDoesNotMatterWhereThereIsOneKey() {
        assertThat(Stream.of("../../etc/passwd", "' or 1=1 --", "\u0000", "ins_2", "x".repeat(1_000)))
                .allSatisfy(
                        id -> assertThat(user(token -> token.header("kid", id))).isPresent());
        assertThat(user(token -> token.header("kid", null))).isPresent();
    }

    @TestFactory
    Stream<DynamicTest> claimsThatAreOddButSignedDoNoHarm() {
        String deep = "[".repeat(2_500) + "]".repeat(2_500);
        return Stream.of(
                        "",
                        "null",
                        "[]",
                        "1",
                        "\"text\"",
                        "{",
                        "{}",
                        "{\"sub\":\"user_1\",\"sub\":\"user_2\"," + EXP + "}",
                        "{\"sub\":\"user_1\"," + EXP + "," + EXP + "}",
                        "{\"sub\":\"user_1\",\"a\":" + deep + "," + EXP + "}",
                        "{\"sub\":\"user_1\",\"exp\":null}",
                        "{\"sub\":\"user_1\",\"exp\":\"soon\"}",
                        "{\"sub\":\"user_1\",\"exp\":[]}",
                        "{\"sub\":\"user_1\",\"exp\":-1}",
                        "{\"sub\":\"user_1\",\"exp\":" + "9".repeat(1_001) + "}",
                        "{\"sub\":\"user_1\"," + EXP + ",\"nbf\":\"never\"}",
                        "{\"sub\":\"user_1\"," + EXP + ",\"iat\":\"never\"}",
                        "{\"sub\":\"user_1\"," + EXP + ",\"nbf\":9999999999}")
                .map(claims -> DynamicTest.dynamicTest(
                        "'" + claims.substring(0, Math.min(claims.length(), 60)) + "'",
                        () -> assertThat(claims(claims)).isEmpty()));
    }

    @Test
    void aHeaderThatIsNoObjectDoesNotCount() {
        assertThat(Stream.of("", "null", "[]", "1", "{", HEADER.replace("}", ",\"alg\":\"RS256\"}")))
                .allSatisfy(header -> assertThat(raw.authenticateToken(Tokens.signed(header, CLAIMS)))
                        .isEmpty());
        assertThat(raw.authenticateToken(Tokens.signed(HEADER, CLAIMS))).contains(new UserId(USER));
    }

    @Test
    void anEncryptedTokenDoesNotCount() {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}".getBytes(StandardCharsets.UTF_8));

        assertThat(sessions.authenticateToken(header + ".YQ.YQ.YQ.YQ")).isEmpty();
        assertThat(sessions.authenticateToken(header + ".YQ.YQ")).isEmpty();
    }

    @Test
    void aTimeThatIsNoTimeIsRefused() {
        ClerkSessions.Builder builder = ClerkSessions.withKey(clerk.jwtKey());

        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.keyLifetime(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Optional<UserId> user(Consumer<FakeSessionToken> change) {
        return sessions.authenticateToken(clerk.sessionToken(USER, change));
    }

    private Optional<UserId> claims(String claims) {
        return raw.authenticateToken(Tokens.signed(HEADER, claims));
    }
}
