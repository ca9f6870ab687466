package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import com.clerk.backend_api.helpers.security.VerifyToken;
import com.clerk.backend_api.helpers.security.models.TokenVerificationException;
import com.clerk.backend_api.helpers.security.models.VerifyTokenOptions;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeSessionToken;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Over generated tokens we say what Clerk's own SDK says, except where it is known, and meant, that we do not. The SDK
 * knows no clock but the system's, so all times keep away from the limits.
 */
class SessionComparisonTest {

    private static final Instant NOW = Instant.now();
    private static final List<String> PARTIES = List.of("https://app.example.com", "https://other.example.com");

    /** In what a token may differ from a plain one, and whether the SDK alone takes it. */
    private enum Trait {
        PARTY(false, it -> it.authorizedParty(PARTIES.get(1))),
        ANOTHER_PARTY(false, it -> it.authorizedParty("https://elsewhere.example.com")),
        EMPTY_PARTY(false, it -> it.authorizedParty("")),
        PARTY_THAT_IS_NO_TEXT(false, it -> it.claim("azp", 1)),
        EXPIRED(false, it -> it.expiresAt(NOW.minus(Duration.ofHours(1)))),
        END_THAT_IS_NO_TIME(false, it -> it.claim("exp", "soon")),
        TOO_EARLY(false, it -> it.notBefore(NOW.plus(Duration.ofHours(1)))),
        NO_START(false, it -> it.claim("nbf", null)),
        ISSUED_IN_THE_FUTURE(false, it -> it.issuedAt(NOW.plus(Duration.ofHours(1)))),
        NO_ISSUE(false, it -> it.claim("iat", null)),
        SUBJECT_THAT_IS_NO_TEXT(false, it -> it.claim("sub", List.of("user_1"))),
        ANOTHER_KEY(false, it -> it.signedBy(Tokens.KEY)),
        NO_KEY_ID(false, it -> it.header("kid", null)),
        UNSIGNED(false, it -> it.algorithm("none")),
        SYMMETRIC(false, it -> it.algorithm("HS256")),
        NO_ALGORITHM(false, it -> it.header("alg", null)),
        ALGORITHM_OF_NOBODY(false, it -> it.header("alg", "RS1")),
        CRITICAL(false, it -> it.header("crit", List.of("x")).header("x", 1)),
        A_KEY_OF_ITS_OWN(false, it -> it.header("jku", "http://127.0.0.1:1/jwks")),
        MORE_CLAIMS(false, it -> it.claim("plan", List.of("basic", 1))),
        LARGE(false, it -> it.claim("more", "x".repeat(1_000))),

        NO_END(true, it -> it.claim("exp", null)),
        NO_SUBJECT(true, it -> it.claim("sub", null)),
        EMPTY_SUBJECT(true, it -> it.claim("sub", "")),
        IMPOSSIBLE_SUBJECT(true, it -> it.claim("sub", "u".repeat(256))),
        RS384(true, it -> it.algorithm("RS384")),
        RS512(true, it -> it.algorithm("RS512")),
        PS256(true, it -> it.algorithm("PS256")),
        OAUTH(true, it -> it.header("typ", "at+jwt")),
        MACHINE(true, it -> it.claim("sub", "mch_2abc")),
        PENDING(true, it -> it.claim("sts", "pending")),
        TOO_LARGE(true, it -> it.claim("more", "x".repeat(8_192)));

        private final boolean theSdkAlone;
        private final Consumer<FakeSessionToken> change;

        Trait(boolean theSdkAlone, Consumer<FakeSessionToken> change) {
            this.theSdkAlone = theSdkAlone;
            this.change = change;
        }
    }

    private final FakeClerk clerk = FakeClerk.start();
    private final ClerkSessions ours =
            ClerkSessions.withKey(clerk.jwtKey()).authorizedParties(PARTIES).build();
    private final VerifyTokenOptions theirs = VerifyTokenOptions.Builder.withJwtKey(clerk.jwtKey())
            .authorizedParties(PARTIES)
            .build();

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void eachTraitAloneIsJudgedAsItIsKnownTo() throws Exception {
        for (Trait trait : Trait.values()) {
            String token = token(EnumSet.of(trait));

            assertThat(isTheirs(token)).as("%s for the SDK", trait).isEqualTo(trait.theSdkAlone || isOurs(token));
            assertThat(isOurs(token) && trait.theSdkAlone)
                    .as("%s for us", trait)
                    .isFalse();
        }
    }

    @Test
    void togetherTheyAreJudgedAlikeButForTheKnownDifferences() throws Exception {
        Random random = new Random(20261121);
        int taken = 0;
        for (int round = 0; round < 1_000; round++) {
            Set<Trait> traits = EnumSet.noneOf(Trait.class);
            for (int i = random.nextInt(4); i > 0; i--) {
                traits.add(Trait.values()[random.nextInt(Trait.values().length)]);
            }
            String token = token(traits);
            boolean theSdkAlone = traits.stream().anyMatch(trait -> trait.theSdkAlone);

            assertThat(isOurs(token)).as("%s", traits).isEqualTo(!theSdkAlone && isTheirs(token));
            taken += isOurs(token) ? 1 : 0;
        }
        assertThat(taken).as("tokens that count").isBetween(100, 900);
    }

    private String token(Set<Trait> traits) {
        return clerk.sessionToken("user_1", it -> traits.forEach(trait -> trait.change.accept(it)));
    }

    private boolean isOurs(String token) {
        return ours.authenticate("Bearer " + token).isPresent();
    }

    /** What the SDK throws besides its own exception is a refusal too. */
    private boolean isTheirs(String token) throws Exception {
        try {
            return VerifyToken.verifyToken(token, theirs) != null;
        } catch (TokenVerificationException | RuntimeException e) {
            return false;
        }
    }
}
