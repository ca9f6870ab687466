package dev.trueup.model;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trueup.protocol.Finding;
import dev.trueup.protocol.FreshnessState;
import dev.trueup.spi.CacheEntry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing that turns a value into text shows an address, a name or a card; new fields are personal until listed. */
class PersonalDataTest {

    private static final String SECRET = "marker@personal.example";
    private static final String PLAIN = "x1";

    /** Components that hold Stripe's and Clerk's ids and words. */
    private static final Set<String> NOT_PERSONAL = Set.of(
            "value",
            "id",
            "status",
            "priceId",
            "currency",
            "interval",
            "type",
            "field",
            "defaultPaymentMethod",
            "subscriptions",
            "account",
            "fingerprint",
            "error",
            "sessionId",
            "subscriptionId",
            "task",
            "next",
            "reason",
            "remarks",
            "differences",
            "intent",
            "failureCode",
            "subscription",
            "number",
            "tiersMode",
            "text");

    static Stream<Class<?>> records() throws Exception {
        Path jarOrFolder = Path.of(
                UserId.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (Stream<Path> files = Files.list(jarOrFolder.resolve("dev/trueup/model"))) {
            return files
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".class"))
                    .map(name -> name.replaceAll(".*[/\\\\]|\\.class$", ""))
                    .<Class<?>>map(PersonalDataTest::load)
                    .filter(Class::isRecord)
                    .toList()
                    .stream();
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName("dev.trueup.model." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void allRecordsAreLookedAt() throws Exception {
        assertThat(records())
                .contains(UserProfile.class, BillingCustomer.class, StripeCustomerData.class, Difference.class)
                .hasSizeGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("records")
    @Tag("promise:W19")
    void noNounShowsPersonalDataAsText(Class<?> noun) throws Exception {
        assertThat(fill(noun).toString()).doesNotContain(SECRET);
    }

    @Test
    void norDoWhatCarriesNouns() {
        Finding live = new Finding.Live(CustomerSnapshot.of(live(CUS_1, ANN, SECRET, SECRET), NOW));

        assertThat(live.toString()).doesNotContain(SECRET);
        assertThat(new CacheEntry(live, "map", false).toString()).doesNotContain(SECRET);
        assertThat(new FreshnessState("life", 1, 1, live, NOW).toString()).doesNotContain(SECRET);
    }

    @Test
    @Tag("promise:S1")
    void noRefusalShowsPersonalData() {
        StripeCustomerData other =
                new StripeCustomerData(CUS_1, SECRET, ANN, SECRET, List.of("sub_2"), null, CREATED, NOW);

        assertThat(List.of(
                        catchThrowable(() -> new CustomerSnapshot(other, List.of(subscription("sub_1")), null)),
                        catchThrowable(() -> CustomerSnapshot.of(live(CUS_1, null, SECRET, SECRET), NOW)),
                        catchThrowable(() ->
                                new BillingCustomer(CUS_1, Presence.ACTIVE, ANN, SECRET, SECRET, null, null, null))))
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalArgumentException.class)
                        .satisfies(it -> assertThat(it.toString()).doesNotContain(SECRET)));
    }

    private static Object fill(Class<?> noun) throws ReflectiveOperationException {
        if (noun == Discount.class) { // a percentage or an amount, never both
            return new Discount(BigDecimal.ONE, null, null, PLAIN, NOW);
        }
        RecordComponent[] components = noun.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i].getName(), components[i].getGenericType());
        }
        return noun.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object parameterized(String name, ParameterizedType type) throws ReflectiveOperationException {
        if (type.getRawType() == Function.class) {
            return (Function<String, List<String>>) header -> List.of(SECRET);
        }
        if (type.getRawType() == Map.class) {
            return Map.of(value(name, type.getActualTypeArguments()[0]), value(name, type.getActualTypeArguments()[1]));
        }
        Object element = value(name, type.getActualTypeArguments()[0]);
        return type.getRawType() == Set.class ? Set.of(element) : List.of(element);
    }

    private static Object value(String name, Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType list) {
            return parameterized(name, list);
        }
        if (type instanceof TypeVariable) { // a page may be of anything
            return fill(UserProfile.class);
        }
        Class<?> of = (Class<?>) type;
        if (of == String.class) {
            String personal = name.endsWith("Url") ? "https://" + SECRET : SECRET;
            return NOT_PERSONAL.contains(name) ? PLAIN : personal;
        } else if (of == Instant.class) {
            return NOW;
        } else if (of == byte[].class) {
            return SECRET.getBytes(StandardCharsets.UTF_8);
        } else if (of == BigDecimal.class) {
            return BigDecimal.ONE;
        } else if (of == Duration.class) {
            return Duration.ZERO;
        } else if (of == boolean.class || of == Boolean.class) {
            return true;
        } else if (of == long.class || of == Long.class) {
            return 1L;
        } else if (of == double.class) {
            return 1.0;
        } else if (of == int.class || of == Integer.class) {
            return 1;
        } else if (of.isEnum()) {
            return of.getEnumConstants()[0];
        }
        return fill(of);
    }
}
