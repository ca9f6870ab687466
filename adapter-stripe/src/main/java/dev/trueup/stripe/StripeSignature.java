package dev.trueup.stripe;

import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.spi.SigningHeaders;
import dev.trueup.spi.SigningTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The header {@code Stripe-Signature}: {@code t=…,v1=…,v1=…,v0=…}. Other schemes than {@code v1} are passed over, as
 * Stripe asks, and so is a {@code v1} that is no 64 hexadecimal digits; at least one has to be. If {@code t} is there
 * more than once, it must be the same.
 *
 * @param prefix what is signed before the body: the time as it stands there, and a point
 * @param signedAt the time
 * @param genuineIfAny the signatures of scheme {@code v1}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StripeSignature(byte[] prefix, Instant signedAt, List<byte[]> genuineIfAny) {

    private static final int DIGITS = 64;

    static StripeSignature read(List<String> header) {
        List<String> times = new ArrayList<>();
        List<byte[]> signatures = new ArrayList<>();
        for (String item : SigningHeaders.items(header, ',')) {
            if (item.startsWith("t=")) {
                times.add(item.substring(2));
            } else if (item.startsWith("v1=") && isHexadecimal(item, 3)) {
                signatures.add(HexFormat.of().parseHex(item, 3, item.length()));
            }
        }
        if (times.isEmpty() || signatures.isEmpty()) {
            throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
        }
        String time = SigningHeaders.value(times);
        return new StripeSignature(
                (time + '.').getBytes(StandardCharsets.US_ASCII), SigningTime.parse(time), signatures);
    }

    private static boolean isHexadecimal(String item, int from) {
        for (int i = from; i < item.length(); i++) {
            if (!HexFormat.isHexDigit(item.charAt(i))) {
                return false;
            }
        }
        return item.length() == from + DIGITS;
    }
}
