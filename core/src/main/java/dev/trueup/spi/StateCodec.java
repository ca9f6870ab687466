package dev.trueup.spi;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Discount;
import dev.trueup.model.PaymentSummary;
import dev.trueup.model.Pricing;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.SubscriptionTerms;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that an {@link AtomicStore} keeps of a state: a version, then the fields in order. Core depends on no JSON
 * library, and nobody but this class reads the bytes.
 */
final class StateCodec {

    private static final byte VERSION = 1;
    private static final byte NOTHING = 0;
    private static final byte LIVE = 1;
    private static final byte GONE = 2;

    private StateCodec() {}

    static byte[] encode(FreshnessState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Writer writer = new Writer(out);
            out.writeByte(VERSION);
            writer.text(state.incarnation());
            out.writeLong(state.lastTicket());
            out.writeLong(state.appliedTicket());
            writer.time(state.expiresAt());
            if (state.finding() instanceof Finding.Live live) {
                out.writeByte(LIVE);
                writer.snapshot(live.customer());
            } else if (state.finding() instanceof Finding.Gone gone) {
                out.writeByte(GONE);
                writer.text(gone.customer().value());
            } else {
                out.writeByte(NOTHING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a byte array does not fail
        }
        return bytes.toByteArray();
    }

    /** The state in these bytes, or nothing if they are not exactly what {@link #encode} writes. */
    static Optional<FreshnessState> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            Reader reader = new Reader(in);
            String incarnation = reader.text();
            long last = in.readLong();
            long applied = in.readLong();
            Instant expiresAt = reader.time();
            byte kind = in.readByte();
            Finding finding =
                    switch (kind) {
                        case LIVE -> new Finding.Live(reader.snapshot());
                        case GONE -> new Finding.Gone(new CustomerId(reader.text()));
                        case NOTHING -> Finding.nothing();
                        default -> throw new IOException("kind " + kind);
                    };
            return in.available() == 0
                    ? Optional.of(new FreshnessState(incarnation, last, applied, finding, expiresAt))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private record Writer(DataOutputStream out) {

        void snapshot(CustomerSnapshot snapshot) throws IOException {
            StripeCustomerData customer = snapshot.customer();
            text(customer.stripeCustomerId().value());
            optionalText(customer.email());
            text(customer.userId().value());
            optionalText(customer.name());
            optionalText(customer.defaultPaymentMethod());
            time(customer.created());
            time(customer.updatedAt());
            out.writeInt(snapshot.subscriptions().size());
            for (SubscriptionData subscription : snapshot.subscriptions()) {
                subscription(subscription);
            }
            PaymentSummary payment = snapshot.payment();
            out.writeBoolean(payment != null);
            if (payment != null) {
                text(payment.type());
                optionalText(payment.brand());
                optionalText(payment.last4());
                optionalNumber(payment.expMonth());
                optionalNumber(payment.expYear());
            }
        }

        void subscription(SubscriptionData it) throws IOException {
            text(it.id());
            text(it.status());
            optionalText(it.priceId());
            optionalTime(it.currentPeriodStart());
            optionalTime(it.currentPeriodEnd());
            out.writeBoolean(it.cancelAtPeriodEnd());
            optionalTime(it.canceledAt());
            optionalTime(it.trialStart());
            optionalTime(it.trialEnd());
            time(it.created());
            out.writeInt(it.items().size());
            for (SubscriptionData.Item item : it.items()) {
                text(item.id());
                text(item.priceId());
                optionalNumber(item.unitAmount());
                text(item.currency());
                optionalText(item.interval());
                out.writeLong(item.intervalCount());
                optionalNumber(item.quantity());
                Pricing pricing = item.pricing();
                out.writeBoolean(pricing != null);
                if (pricing != null) {
                    pricing(pricing);
                }
            }
            terms(it.terms());
        }

        void pricing(Pricing it) throws IOException {
            optionalDecimal(it.unitAmount());
            optionalText(it.tiersMode());
            out.writeInt(it.tiers().size());
            for (Pricing.Tier tier : it.tiers()) {
                optionalNumber(tier.upTo());
                decimal(tier.unitAmount());
                decimal(tier.flatAmount());
            }
            optionalNumber(it.packageSize());
            out.writeBoolean(it.roundUp());
        }

        void terms(SubscriptionTerms it) throws IOException {
            text(it.type());
            out.writeBoolean(it.collectionPaused());
            optionalTime(it.endedAt());
            out.writeInt(it.discounts().size());
            for (Discount discount : it.discounts()) {
                optionalDecimal(discount.percentOff());
                optionalNumber(discount.amountOff());
                optionalText(discount.currency());
                text(discount.duration());
                optionalTime(discount.end());
            }
            out.writeInt(it.metadata().size());
            for (Map.Entry<String, String> entry : it.metadata().entrySet()) {
                text(entry.getKey());
                text(entry.getValue());
            }
        }

        void decimal(BigDecimal value) throws IOException {
            text(value.toString());
        }

        void optionalDecimal(@Nullable BigDecimal value) throws IOException {
            optionalText(value == null ? null : value.toString());
        }

        void text(String value) throws IOException {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }

        void optionalText(@Nullable String value) throws IOException {
            out.writeBoolean(value != null);
            if (value != null) {
                text(value);
            }
        }

        void optionalNumber(@Nullable Number value) throws IOException {
            out.writeBoolean(value != null);
            if (value != null) {
                out.writeLong(value.longValue());
            }
        }

        void time(Instant value) throws IOException {
            out.writeLong(value.getEpochSecond());
            out.writeInt(value.getNano());
        }

        void optionalTime(@Nullable Instant value) throws IOException {
            out.writeBoolean(value != null);
            if (value != null) {
                time(value);
            }
        }
    }

    private record Reader(DataInputStream in) {

        CustomerSnapshot snapshot() throws IOException {
            CustomerId id = new CustomerId(text());
            String email = optionalText();
            UserId user = new UserId(text());
            String name = optionalText();
            String defaultPaymentMethod = optionalText();
            Instant created = time();
            Instant updatedAt = time();
            int count = count();
            List<SubscriptionData> subscriptions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                subscriptions.add(subscription());
            }
            PaymentSummary payment = in.readBoolean()
                    ? new PaymentSummary(text(), optionalText(), optionalText(), optionalInt(), optionalInt())
                    : null;
            List<String> ids = subscriptions.stream().map(SubscriptionData::id).toList();
            return new CustomerSnapshot(
                    new StripeCustomerData(id, email, user, name, ids, defaultPaymentMethod, created, updatedAt),
                    subscriptions,
                    payment);
        }

        SubscriptionData subscription() throws IOException {
            return new SubscriptionData(
                    text(),
                    text(),
                    optionalText(),
                    optionalTime(),
                    optionalTime(),
                    in.readBoolean(),
                    optionalTime(),
                    optionalTime(),
                    optionalTime(),
                    time(),
                    items(),
                    terms());
        }

        List<SubscriptionData.Item> items() throws IOException {
            int count = count();
            List<SubscriptionData.Item> items = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                items.add(new SubscriptionData.Item(
                        text(),
                        text(),
                        optionalLong(),
                        text(),
                        optionalText(),
                        in.readLong(),
                        optionalLong(),
                        in.readBoolean() ? pricing() : null));
            }
            return items;
        }

        Pricing pricing() throws IOException {
            BigDecimal unitAmount = optionalDecimal();
            String mode = optionalText();
            int count = count();
            List<Pricing.Tier> tiers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tiers.add(new Pricing.Tier(optionalLong(), decimal(), decimal()));
            }
            return new Pricing(unitAmount, mode, tiers, optionalLong(), in.readBoolean());
        }

        SubscriptionTerms terms() throws IOException {
            String type = text();
            boolean paused = in.readBoolean();
            Instant endedAt = optionalTime();
            int count = count();
            List<Discount> discounts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                discounts.add(new Discount(optionalDecimal(), optionalLong(), optionalText(), text(), optionalTime()));
            }
            int entries = count();
            Map<String, String> metadata = new HashMap<>();
            for (int i = 0; i < entries; i++) {
                metadata.put(text(), text());
            }
            return new SubscriptionTerms(type, paused, endedAt, discounts, metadata);
        }

        BigDecimal decimal() throws IOException {
            return new BigDecimal(text());
        }

        @Nullable
        BigDecimal optionalDecimal() throws IOException {
            String text = optionalText();
            return text == null ? null : new BigDecimal(text);
        }

        String text() throws IOException {
            return new String(in.readNBytes(count()), StandardCharsets.UTF_8);
        }

        /** A length or a count: each counted thing takes a byte at least, so more than is left is a lie. */
        private int count() throws IOException {
            int count = in.readInt();
            if (count < 0 || count > in.available()) {
                throw new EOFException();
            }
            return count;
        }

        @Nullable
        String optionalText() throws IOException {
            return in.readBoolean() ? text() : null;
        }

        @Nullable
        Long optionalLong() throws IOException {
            return in.readBoolean() ? in.readLong() : null;
        }

        @Nullable
        Integer optionalInt() throws IOException {
            Long value = optionalLong();
            return value == null ? null : value.intValue();
        }

        Instant time() throws IOException {
            long seconds = in.readLong();
            int nanos = in.readInt();
            if (nanos < 0 || nanos > 999_999_999) {
                throw new IOException("nanos " + nanos);
            }
            return Instant.ofEpochSecond(seconds, nanos);
        }

        @Nullable
        Instant optionalTime() throws IOException {
            return in.readBoolean() ? time() : null;
        }
    }
}
