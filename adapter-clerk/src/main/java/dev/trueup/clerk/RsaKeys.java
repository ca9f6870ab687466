package dev.trueup.clerk;

import com.clerk.backend_api.models.components.Keys;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RSA public keys in the two forms that Clerk shows them in. */
final class RsaKeys {

    /** What RS256 asks for at least. */
    private static final int MIN_BITS = 2048;

    private static final Pattern PEM = Pattern.compile(
            "\\s*+(?:-----BEGIN PUBLIC KEY-----)?+([A-Za-z0-9+/=\\s]++)(?:-----END PUBLIC KEY-----)?+\\s*+");

    private RsaKeys() {}

    /**
     * The key of a PEM, or of its base64 alone. Environment variables carry its line breaks as the two characters {@code
     * \n}, or lose them.
     *
     * @throws IllegalArgumentException if it is none, without a word of it
     */
    static PublicKey ofPem(String pem) {
        Matcher matcher = PEM.matcher(pem.replace("\\r", "\r").replace("\\n", "\n"));
        try {
            if (matcher.matches()) {
                byte[] der = Base64.getDecoder().decode(matcher.group(1).replaceAll("\\s", ""));
                return rsa(new X509EncodedKeySpec(der));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw noKey(); // No cause: its message may tell a part of the key.
        }
        throw noKey();
    }

    /** The keys of a set that sign by RS256, by their ids; what else is in it is passed over. */
    static Map<String, PublicKey> ofSet(List<Keys> set) {
        Map<String, PublicKey> keys = new HashMap<>();
        for (Keys key : set) {
            if (signsByRs256(key)) {
                try {
                    keys.put(key.kid().orElseThrow(), rsa(spec(key)));
                } catch (GeneralSecurityException | RuntimeException e) {
                    continue;
                }
            }
        }
        return Map.copyOf(keys);
    }

    private static boolean signsByRs256(Keys key) {
        return key != null
                && key.kty().filter("RSA"::equals).isPresent()
                && key.use().orElse("sig").equals("sig")
                && key.alg().orElse("RS256").equals("RS256");
    }

    private static KeySpec spec(Keys key) {
        return new RSAPublicKeySpec(
                number(key.n().orElseThrow()), number(key.e().orElseThrow()));
    }

    private static BigInteger number(String base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(base64));
    }

    private static PublicKey rsa(KeySpec spec) throws GeneralSecurityException {
        RSAPublicKey key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
        if (key.getModulus().bitLength() < MIN_BITS) {
            throw new IllegalArgumentException("too short");
        }
        return key;
    }

    private static IllegalArgumentException noKey() {
        return new IllegalArgumentException(
                "the key must be the PEM of an RSA public key of at least " + MIN_BITS + " bits");
    }
}
