package dev.trueup.clerk;

import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.LocatorAdapter;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Verifies tokens by Clerk's rules and reads whose they are. Thread-safe. */
final class SessionTokens {

    /** How the ids of machines begin, which are subjects too. */
    private static final String MACHINE = "mch_";

    private static final Duration SKEW = Duration.ofSeconds(5);

    private final JwtParser parser;
    private final Clock clock;
    private final Set<String> authorizedParties;

    SessionTokens(SessionKeys keys, Clock clock, Set<String> authorizedParties) {
        this.clock = clock;
        this.authorizedParties = authorizedParties;
        this.parser = Jwts.parser()
                .keyLocator(new ById(keys))
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(SKEW.toSeconds())
                .build();
    }

    /**
     * The user of a token; empty if anything is wrong with it.
     *
     * @throws SourceUnavailableException if no key is known and Clerk cannot be asked
     */
    Optional<UserId> user(String token) {
        try {
            Jws<Claims> jws = parser.parseSignedClaims(token);
            Claims claims = jws.getPayload();
            return isOfASession(jws.getHeader(), claims) && isInTime(claims) && isAuthorized(claims.get("azp"))
                    ? Optional.of(new UserId(claims.getSubject()))
                    : Optional.empty();
        } catch (SourceUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            return Optional.empty(); // Of whatever class: what a token makes of its reader is a fault of the token.
        }
    }

    /** With the same key Clerk signs tokens for OAuth and of machines, and those of sessions that are not complete. */
    private static boolean isOfASession(JwsHeader header, Claims claims) {
        String type = header.getType();
        return (type == null || type.equals("JWT"))
                && !claims.getSubject().startsWith(MACHINE)
                && !"pending".equals(claims.get("sts"));
    }

    /** The parser has compared {@code exp} and {@code nbf} with the time, if they are there. */
    private boolean isInTime(Claims claims) {
        Date issued = claims.getIssuedAt();
        Instant latest = clock.instant().plus(SKEW);
        return claims.getExpiration() != null
                && (issued == null || !issued.toInstant().isAfter(latest));
    }

    private boolean isAuthorized(@Nullable Object party) {
        return party == null
                || party instanceof String origin
                        && (authorizedParties.isEmpty() || authorizedParties.contains(origin));
    }

    /**
     * Without a key nothing is verified. Of what a header says of its key, the id alone counts: keys and addresses of keys
     * are never taken from it.
     */
    private static final class ById extends LocatorAdapter<Key> {

        private final SessionKeys keys;

        ById(SessionKeys keys) {
            this.keys = keys;
        }

        @Override
        protected @Nullable Key locate(JwsHeader header) {
            boolean plain = "RS256".equals(header.getAlgorithm()) && !header.containsKey("zip");
            return plain ? keys.find(header.getKeyId()) : null;
        }
    }
}
