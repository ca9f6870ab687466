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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary states, with every field that may be missing missing now and then. */
final class AnyStates {

    private static final Arbitrary<String> ID =
            Arbitraries.strings().withChars("abcXYZ019_:{}%é用").ofMinLength(1).ofMaxLength(20);
    /** Without lone surrogates: no JSON parser or SDK lets one through, and UTF-8 has no form for it. */
    private static final Arbitrary<String> TEXT = Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(20).filter(AnyStates::isUnicode),
            Arbitraries.of("", "\u0000", "\ud83d\udc69\u200d\ud83d\udcbb", "e\u0301\n\u2028"));

    private static final Arbitrary<Instant> TIME = Combinators.combine(
                    Arbitraries.longs().between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                    Arbitraries.integers().between(0, 999_999_999))
            .as(Instant::ofEpochSecond);

    private static final Arbitrary<BigDecimal> AMOUNT = Combinators.combine(
                    Arbitraries.longs(), Arbitraries.integers().between(-10, 10))
            .as(BigDecimal::valueOf);

    private AnyStates() {}

    static Arbitrary<FreshnessState> states() {
        Arbitrary<Finding> findings = Arbitraries.oneOf(
                Arbitraries.just(Finding.nothing()),
                ID.map(id -> new Finding.Gone(new CustomerId(id))),
                snapshots().map(Finding.Live::new));
        return Combinators.combine(TEXT, Arbitraries.longs(), Arbitraries.longs(), findings, TIME)
                .as(FreshnessState::new);
    }

    static Arbitrary<CustomerSnapshot> snapshots() {
        Arbitrary<PaymentSummary> payments = Combinators.combine(
                        TEXT,
                        TEXT.injectNull(0.3),
                        TEXT.injectNull(0.3),
                        Arbitraries.integers().injectNull(0.3),
                        Arbitraries.integers().injectNull(0.3))
                .as(PaymentSummary::new);
        return Combinators.combine(
                        Combinators.combine(ID, TEXT.injectNull(0.3), ID, TEXT.injectNull(0.3), ID.injectNull(0.3))
                                .as(AnyStates::customer),
                        subscriptions().list().ofMaxSize(4),
                        payments.injectNull(0.4),
                        TIME,
                        TIME)
                .as(AnyStates::snapshot);
    }

    private static StripeCustomerData customer(
            String id, String email, String user, String name, String paymentMethod) {
        return new StripeCustomerData(
                new CustomerId(id),
                email,
                new UserId(user),
                name,
                List.of(),
                paymentMethod,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static CustomerSnapshot snapshot(
            StripeCustomerData it,
            List<SubscriptionData> subscriptions,
            PaymentSummary payment,
            Instant created,
            Instant updatedAt) {
        return new CustomerSnapshot(
                new StripeCustomerData(
                        it.stripeCustomerId(),
                        it.email(),
                        it.userId(),
                        it.name(),
                        subscriptions.stream().map(SubscriptionData::id).toList(),
                        it.defaultPaymentMethod(),
                        created,
                        updatedAt),
                subscriptions,
                payment);
    }

    private static Arbitrary<SubscriptionData> subscriptions() {
        Arbitrary<SubscriptionData> bare = Combinators.combine(
                        ID,
                        ID,
                        ID.injectNull(0.3),
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        Arbitraries.of(true, false),
                        TIME.injectNull(0.3),
                        TIME)
                .as((id, status, price, start, end, cancel, at, created) -> new SubscriptionData(
                        id, status, price, start, end, cancel, at, null, null, created, List.of()));
        return Combinators.combine(
                        bare,
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        items().list().ofMaxSize(3),
                        terms())
                .as((it, trialStart, trialEnd, items, terms) -> new SubscriptionData(
                        it.id(),
                        it.status(),
                        it.priceId(),
                        it.currentPeriodStart(),
                        it.currentPeriodEnd(),
                        it.cancelAtPeriodEnd(),
                        it.canceledAt(),
                        trialStart,
                        trialEnd,
                        it.created(),
                        items,
                        terms));
    }

    private static Arbitrary<SubscriptionData.Item> items() {
        return Combinators.combine(
                        TEXT,
                        TEXT,
                        Arbitraries.longs().injectNull(0.3),
                        TEXT,
                        TEXT.injectNull(0.3),
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.longs().injectNull(0.3),
                        pricings().injectNull(0.5))
                .as(SubscriptionData.Item::new);
    }

    private static Arbitrary<Pricing> pricings() {
        Arbitrary<Pricing.Tier> tiers = Combinators.combine(Arbitraries.longs().injectNull(0.3), AMOUNT, AMOUNT)
                .as(Pricing.Tier::new);
        return Combinators.combine(
                        AMOUNT.injectNull(0.3),
                        TEXT.injectNull(0.3),
                        tiers.list().ofMaxSize(3),
                        Arbitraries.longs().greaterOrEqual(1).injectNull(0.3),
                        Arbitraries.of(true, false))
                .as(Pricing::new);
    }

    private static Arbitrary<SubscriptionTerms> terms() {
        Arbitrary<BigDecimal> percents =
                Arbitraries.integers().between(1, 100_000).map(it -> BigDecimal.valueOf(it, 3));
        Arbitrary<Discount> discounts = Arbitraries.oneOf(
                Combinators.combine(percents, ID, TIME.injectNull(0.3))
                        .as((percent, duration, end) -> new Discount(percent, null, null, duration, end)),
                Combinators.combine(Arbitraries.longs(), TEXT, ID, TIME.injectNull(0.3))
                        .as((amount, currency, duration, end) -> new Discount(null, amount, currency, duration, end)));
        Arbitrary<SubscriptionTerms> special = Combinators.combine(
                        ID,
                        Arbitraries.of(true, false),
                        TIME.injectNull(0.3),
                        discounts.list().ofMaxSize(3),
                        Arbitraries.maps(TEXT, TEXT).ofMaxSize(3))
                .as(SubscriptionTerms::new);
        return Arbitraries.oneOf(Arbitraries.just(SubscriptionTerms.USUAL), special);
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
