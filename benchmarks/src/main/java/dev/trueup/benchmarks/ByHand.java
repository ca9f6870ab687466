package dev.trueup.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The least that has to be done to believe an event: its HMAC, and one pass over the body. */
final class ByHand {

    private final SecretKeySpec key;
    private final JsonFactory json = new JsonFactory();

    ByHand(String secret) {
        this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    /** The id of the event. */
    String idOf(String header, byte[] body) throws Exception {
        int comma = header.indexOf(',');
        String time = header.substring(2, comma);
        byte[] offered = HexFormat.of().parseHex(header.substring(header.indexOf("v1=") + 3));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
        if (!MessageDigest.isEqual(mac.doFinal(body), offered)) {
            throw new IllegalArgumentException("forged");
        }
        String id = "";
        String type = "";
        try (JsonParser parser = json.createParser(body)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1 && token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (name.equals("id")) {
                        id = parser.nextTextValue();
                    } else if (name.equals("type")) {
                        type = parser.nextTextValue();
                    }
                }
            }
        }
        if (type.isEmpty()) {
            throw new IllegalArgumentException("no type");
        }
        return id;
    }
}
