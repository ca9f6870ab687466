package dev.trueup.bulk;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSubscription;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Presence;
import dev.trueup.model.Pricing;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionState;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link PackedWriter} wrote. For one thread. What reads a whole thing throws {@link Malformed} when it finds
 * something else, which a store may hold.
 */
final class PackedReader {

    private final ByteBuffer in;

    PackedReader(byte[] bytes, int from) {
        this.in = ByteBuffer.wrap(bytes).position(from);
    }

    /** Where the next thing stands. */
    int position() {
        return in.position();
    }

    BillingCustomer customer() {
        return checked(() -> new BillingCustomer(
                new CustomerId(text()),
                Presence.ACTIVE,
                optionally(() -> new UserId(text())),
                optional(),
                optional(),
                optional(),
                optionally(this::payment),
                optionalTime()));
    }

    private PaymentSummary payment() {
        return new PaymentSummary(word(), optionally(this::word), optional(), optionalInt(), optionalInt());
    }

    CustomerSubscription subscription() {
        return checked(this::ownedSubscription);
    }

    private CustomerSubscription ownedSubscription() {
        CustomerId customer = new CustomerId(text());
        String id = text();
        String status = word();
        Instant created = time();
        Instant start = optionalTime();
        Instant end = optionalTime();
        Instant canceled = optionalTime();
        Instant trialStart = optionalTime();
        Instant trialEnd = optionalTime();
        boolean cancelAtPeriodEnd = flag();
        List<SubscriptionData.Item> items = items();
        SubscriptionTerms terms = flag() ? terms() : SubscriptionTerms.USUAL;
        String price = flag() ? items.get(0).priceId() : optional();
        return new CustomerSubscription(
                customer,
                new SubscriptionData(
                        id,
                        status,
                        price,
                        start,
                        end,
                        cancelAtPeriodEnd,
                        canceled,
                        trialStart,
                        trialEnd,
                        created,
                        items,
                        terms));
    }

    private List<SubscriptionData.Item> items() {
        int count = count();
        List<SubscriptionData.Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(new SubscriptionData.Item(
                    text(),
                    text(),
                    optionally(this::number),
                    word(),
                    optionally(this::word),
                    number(),
                    optionally(this::number),
                    optionally(this::pricing)));
        }
        return items;
    }

    private Pricing pricing() {
        BigDecimal unitAmount = optionally(this::decimal);
        String mode = optionally(this::word);
        int count = count();
        List<Pricing.Tier> tiers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tiers.add(new Pricing.Tier(optionally(this::number), decimal(), decimal()));
        }
        return new Pricing(unitAmount, mode, tiers, optionally(this::number), flag());
    }

    private SubscriptionTerms terms() {
        String type = word();
        boolean paused = flag();
        Instant endedAt = optionalTime();
        int count = count();
        List<Discount> discounts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            discounts.add(new Discount(
                    optionally(this::decimal),
                    optionally(this::number),
                    optionally(this::word),
                    word(),
                    optionalTime()));
        }
        int entries = count();
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < entries; i++) {
            metadata.put(text(), text());
        }
        return new SubscriptionTerms(type, paused, endedAt, discounts, metadata);
    }

    private BigDecimal decimal() {
        return new BigDecimal(text());
    }

    UserProfile user() {
        return checked(() ->
                new UserProfile(new UserId(text()), optional(), false, optional(), null, optionally(this::filed)));
    }

    private SubscriptionState filed() {
        return new SubscriptionState(new CustomerId(text()), optional(), word(), optional(), optionalTime(), flag());
    }

    boolean flag() {
        return next() != 0;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = next();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new Malformed();
    }

    String text() {
        byte[] utf8 = new byte[count()];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Nullable
    String optional() {
        return optionally(this::text);
    }

    Instant time() {
        try {
            return Instant.ofEpochSecond(number());
        } catch (DateTimeException e) {
            throw new Malformed();
        }
    }

    @Nullable
    Instant optionalTime() {
        return optionally(this::time);
    }

    /** A length or a count: each counted thing takes a byte at least, so more than is left is a lie. */
    int count() {
        long count = number();
        if (count < 0 || count > in.remaining()) {
            throw new Malformed();
        }
        return (int) count;
    }

    private byte next() {
        if (!in.hasRemaining()) {
            throw new Malformed();
        }
        return in.get();
    }

    private String word() {
        long at = number();
        if (at >= PackedWriter.WORDS.size()) {
            throw new Malformed();
        }
        return at < 0 ? text() : PackedWriter.WORDS.get((int) at);
    }

    private @Nullable Integer optionalInt() {
        Long value = optionally(this::number);
        return value == null ? null : value.intValue();
    }

    private <T> @Nullable T optionally(Supplier<T> read) {
        return flag() ? read.get() : null;
    }

    /** What is read, whose parts throw whatever they throw. */
    static <T> T checked(Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Malformed();
        }
    }

    /** Bytes that no writer of this version wrote. */
    static final class Malformed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Malformed() {
            super("not what a run writes");
        }
    }
}
