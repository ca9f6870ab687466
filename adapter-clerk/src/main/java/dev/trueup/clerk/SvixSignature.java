package dev.trueup.clerk;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import dev.trueup.spi.SigningHeaders;
import dev.trueup.spi.SigningTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * The three headers that sign a message: {@code svix-id}, {@code svix-timestamp} and {@code svix-signature}, or, if these
 * are not all there, the same three with the neutral prefix {@code webhook-} of Standard Webhooks. The signatures are a
 * list, {@code v1,…} with blanks between; other versions are passed over, and so is a {@code v1} that is no 32 bytes of
 * base64, but at least one has to be.
 *
 * @param key the event, of which the id of the message is the only id
 * @param prefix what is signed before the body: id and time as they stand there, each with a point
 * @param signedAt the time
 * @param genuineIfAny the signatures of version {@code v1}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SvixSignature(EventKey key, byte[] prefix, Instant signedAt, List<byte[]> genuineIfAny) {

    private static final String VERSION = "v1,";
    private static final int LENGTH = 44;

    static SvixSignature read(WebhookRequest request) {
        String family = isSigned(request, "svix-") ? "svix-" : "webhook-";
        String id = SigningHeaders.value(request.header(family + "id"));
        String time = SigningHeaders.value(request.header(family + "timestamp"));
        List<byte[]> signatures = signatures(request.header(family + "signature"));
        return new SvixSignature(
                key(id),
                (id + '.' + time + '.').getBytes(StandardCharsets.US_ASCII),
                SigningTime.parse(time),
                signatures);
    }

    private static boolean isSigned(WebhookRequest request, String family) {
        return Stream.of("id", "timestamp", "signature")
                .noneMatch(header -> request.header(family + header).isEmpty());
    }

    private static EventKey key(String id) {
        try {
            return EventKey.of(Source.CLERK, id);
        } catch (IllegalArgumentException e) { // no cause: its message quotes the header
            throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
        }
    }

    private static List<byte[]> signatures(List<String> header) {
        List<byte[]> signatures = new ArrayList<>();
        for (String item : SigningHeaders.items(header, ' ')) {
            if (item.startsWith(VERSION) && item.length() == VERSION.length() + LENGTH) {
                try {
                    signatures.add(Base64.getDecoder().decode(item.substring(VERSION.length())));
                } catch (IllegalArgumentException e) { // cannot be genuine either
                    continue;
                }
            }
        }
        if (signatures.isEmpty()) {
            throw new WebhookRejectedException(Reason.HEADER_MALFORMED);
        }
        return signatures;
    }
}
