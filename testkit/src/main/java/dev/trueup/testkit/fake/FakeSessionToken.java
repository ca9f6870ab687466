package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A session token of {@link FakeClerk} while a test describes what is wrong with it. Without a change it is good for 60 s
 * and names no authorized party.
 *
 * <p>Valid only inside the call that hands it out, and for its thread.
 *
 * @see <a href="https://clerk.com/docs/guides/sessions/session-tokens">Clerk: session tokens</a>
 */
public final class FakeSessionToken {

    private static final long LIFETIME_SECONDS = 60;
    private static final long EARLIER_SECONDS = 10;
    private static final AlgorithmParameterSpec PS256 =
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, PSSParameterSpec.TRAILER_FIELD_BC);

    private final ObjectNode header = Json.object();
    private final ObjectNode claims = Json.object();
    private KeyPair key;
    private String algorithm = "RS256";

    FakeSessionToken(String user, String session, Instant now, KeyPair key) {
        this.key = key;
        long issued = now.getEpochSecond();
        header.put("alg", algorithm).put("kid", ClerkKeys.id(key)).put("typ", "JWT");
        claims.put("exp", issued + LIFETIME_SECONDS).put("iat", issued).put("iss", "https://clerk.example.com");
        claims.put("nbf", issued - EARLIER_SECONDS).put("sid", session).put("sts", "active");
        claims.put("sub", user).put("v", 2);
        claims.putArray("fva").add(0).add(-1);
    }

    /** Sets when it expires, in whole seconds. */
    public FakeSessionToken expiresAt(Instant at) {
        return claim("exp", at.getEpochSecond());
    }

    /** Sets from when on it is good, in whole seconds. */
    public FakeSessionToken notBefore(Instant at) {
        return claim("nbf", at.getEpochSecond());
    }

    /** Sets when it was issued, in whole seconds. */
    public FakeSessionToken issuedAt(Instant at) {
        return claim("iat", at.getEpochSecond());
    }

    /** Names the origin that the session was used from. */
    public FakeSessionToken authorizedParty(String origin) {
        return claim("azp", origin);
    }

    /** Sets one claim (text, number, boolean, list or map); {@code null} removes it. */
    public FakeSessionToken claim(String name, @Nullable Object value) {
        set(claims, name, value);
        return this;
    }

    /** Sets one parameter of the header, and nothing else; {@code null} removes it. */
    public FakeSessionToken header(String name, @Nullable Object value) {
        set(header, name, value);
        return this;
    }

    /**
     * Signs in another way and says so in the header: {@code RS256}, {@code RS384}, {@code RS512}, {@code PS256}, {@code
     * HS256} with the public key's PEM as its secret, or {@code none} with no signature.
     */
    public FakeSessionToken algorithm(String name) {
        this.algorithm = name;
        return header("alg", name);
    }

    /** Signs with another RSA key, and keeps the id of Clerk's. */
    public FakeSessionToken signedBy(KeyPair another) {
        this.key = another;
        return this;
    }

    String compact() {
        String content = encoded(header) + '.' + encoded(claims);
        try {
            byte[] signature = signature(content.getBytes(StandardCharsets.US_ASCII));
            return content + '.' + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this key cannot sign by " + algorithm, e);
        }
    }

    private byte[] signature(byte[] content) throws GeneralSecurityException {
        return switch (algorithm) {
            case "none" -> new byte[0];
            case "HS256" -> {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(ClerkKeys.pem(key).getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
                yield mac.doFinal(content);
            }
            case "PS256" -> {
                Signature signature = Signature.getInstance("RSASSA-PSS");
                signature.setParameter(PS256);
                yield sign(signature, content);
            }
            case "RS256", "RS384", "RS512" ->
                sign(Signature.getInstance("SHA" + algorithm.substring(2) + "withRSA"), content);
            default -> throw new IllegalArgumentException("no such algorithm here: " + algorithm);
        };
    }

    private byte[] sign(Signature signature, byte[] content) throws GeneralSecurityException {
        signature.initSign(key.getPrivate());
        signature.update(content);
        return signature.sign();
    }

    private static String encoded(JsonNode json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }

    private static void set(ObjectNode object, String name, @Nullable Object value) {
        if (value == null) {
            object.remove(name);
        } else {
            object.set(name, Json.of(Map.of(name, value)).path(name));
        }
    }
}
