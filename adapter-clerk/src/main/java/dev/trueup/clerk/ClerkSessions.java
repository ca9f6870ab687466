package dev.trueup.clerk;

import com.clerk.backend_api.Clerk;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose a request is by the session token of Clerk that it carries. Thread-safe; one instance serves a whole
 * application and needs no closing.
 *
 * <p>A token counts if its signature is RS256 by Clerk's key, and if, with 5 s for clocks that differ, its {@code exp} is
 * there and not over, its {@code nbf} and {@code iat} are not in the future, and its {@code sub} is a possible user id.
 * If {@link Builder#authorizedParties authorized parties} are set, its {@code azp} has to be one of them <em>or be
 * absent</em>, as in Clerk's own SDKs: Clerk omits it when the browser sent no {@code Origin}. Tokens for
 * OAuth and of machines, and that of a session that is still {@code pending}, do not count. Nothing else is looked at: whether the
 * user still exists is for {@link ClerkDirectory} to tell.
 *
 * @see <a href="https://clerk.com/docs/guides/sessions/manual-jwt-verification">Clerk: manual JWT verification</a>
 */
public final class ClerkSessions {

    /** Clerk's tokens fit into a cookie of 4 KiB. */
    private static final int MAX_LENGTH = 8 * 1024;

    private static final Pattern BEARER = Pattern.compile("Bearer +(\\S++)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOKEN = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");

    private final SessionTokens tokens;

    private ClerkSessions(Builder options) {
        this.tokens = new SessionTokens(options.keys.apply(options), options.clock, options.authorizedParties);
    }

    /**
     * Starts to describe one that verifies offline, by one key.
     *
     * @param pem the instance's "JWT public key" from Clerk's dashboard, with its line breaks as they are, as {@code \n}
     *     or left out
     * @throws IllegalArgumentException if it is no PEM of an RSA public key of at least 2048 bits; an operator has to act
     */
    public static Builder withKey(String pem) {
        PublicKey key = RsaKeys.ofPem(pem);
        return new Builder(options -> id -> key);
    }

    /**
     * Starts to describe one that fetches the keys of the instance from Clerk, at the first token and whenever a token
     * names a key that is not known, but not more often than every 30 s for that.
     *
     * @param clerk the host's own instance, with its secret key; it is used and never changed
     */
    public static Builder withJwks(Clerk clerk) {
        return new Builder(options -> new RemoteKeys(
                clerk,
                new BoundedCalls(BoundedCalls.ownThreads(), options.timeout, Builder.ATTEMPTS, Turns.NONE),
                options.clock,
                options.keyLifetime));
    }

    /**
     * The user of a request. Whatever is wrong with the header or its token gives the same answer, so that nobody learns
     * what it was.
     *
     * @param authorization the value of the {@code Authorization} header, {@code Bearer} and a token; {@code null} if
     *     there is none
     * @return empty if the request is nobody's
     * @throws SourceUnavailableException if no key is known yet and Clerk cannot be asked for one; try later
     */
    public Optional<UserId> authenticate(@Nullable String authorization) {
        if (authorization == null || authorization.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(authorization);
        return bearer.matches() ? authenticateToken(bearer.group(1)) : Optional.empty();
    }

    /**
     * The user of a token that came in another way, in the cookie {@code __session} for example.
     *
     * @param token the token alone; {@code null} if there is none
     * @return empty if anything is wrong with it
     * @throws SourceUnavailableException if no key is known yet and Clerk cannot be asked for one; try later
     */
    public Optional<UserId> authenticateToken(@Nullable String token) {
        return token != null
                        && token.length() <= MAX_LENGTH
                        && TOKEN.matcher(token).matches()
                ? tokens.user(token)
                : Optional.empty();
    }

    /** Describes a {@link ClerkSessions}. Not thread-safe. */
    public static final class Builder {

        private static final int ATTEMPTS = 3;

        private final Function<Builder, SessionKeys> keys;
        private Clock clock = Clock.systemUTC();
        private Duration timeout = Duration.ofSeconds(5);
        private Duration keyLifetime = Duration.ofHours(1);
        private Set<String> authorizedParties = Set.of();

        private Builder(Function<Builder, SessionKeys> keys) {
            this.keys = keys;
        }

        /**
         * The origins that tokens may have been made for, {@code https://app.example.com} for example. By default, and if
         * there are none, every origin; Clerk advises to name them.
         */
        public Builder authorizedParties(Collection<String> origins) {
            this.authorizedParties = Set.copyOf(origins);
            return this;
        }

        /** Our time; the system's clock by default. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * How long fetching the keys may take, with all attempts and the waits between them; 5 s by default.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = BoundedCalls.requirePositive("timeout", timeout);
            return this;
        }

        /**
         * For how long fetched keys are good without another look; one hour by default. If Clerk cannot be asked then,
         * they go on being used, and it is tried again every 30 s.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder keyLifetime(Duration lifetime) {
            this.keyLifetime = BoundedCalls.requirePositive("keyLifetime", lifetime);
            return this;
        }

        /** Makes it. Opens no connection and starts no thread. */
        public ClerkSessions build() {
            return new ClerkSessions(this);
        }
    }
}
