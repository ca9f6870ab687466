package dev.trueup;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.SyncReport;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.BillingActions;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.CustomerWriter;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.UserDirectory;
import dev.trueup.spi.UserMetadata;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ObservedTest {

    private final ManualClock clock = new ManualClock();
    private final MapCache cache = new MapCache(clock);
    private final MapUsers users = new MapUsers().add(ANN, MAIL, NAME);
    private final MapBilling billing = new MapBilling().add(live(CUS_1, ANN));
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final TrueupListener listener = new TrueupListener() {
        @Override
        public void checked(SyncReport report, Duration took) {
            told.add("checked");
        }

        @Override
        public void refreshed(RefreshResult result, Duration took) {
            told.add("refreshed");
        }

        @Override
        public void sourceFailed(Source source, String operation) {
            told.add(source + " failed in " + operation);
        }

        @Override
        public void sourceCalled(Source source, Duration took, boolean answered) {
            assertThat(took).isPositive();
            told.add(source + (answered ? " answered" : " did not answer"));
        }

        @Override
        public void cacheRead(int hits, int misses, Duration took) {
            assertThat(took).isPositive();
            told.add(hits + " hits, " + misses + " misses");
        }

        @Override
        public void syncFailed(Source source) {
            told.add("sync failed for " + source);
        }
    };

    @Test
    void lookUpsOfTheHostAreTold() {
        try (Trueup trueup = trueup()) {
            cache.put(cache.ticket(ANN), snapshot(live(CUS_1, ANN)));
            cache.put(cache.ticket(BOB), new Finding.Gone(CUS_2));
            CustomerCache seen = trueup.cache();

            assertThat(seen.find(ANN)).isEqualTo(cache.find(ANN)).isPresent();
            assertThat(seen.find(BOB)).isEmpty();
            assertThat(seen.find(CUS_1)).isPresent();
            assertThat(seen.findCustomerId(ANN)).contains(CUS_1);
            assertThat(seen.read(BOB)).isPresent();
            assertThat(seen.read(List.of(ANN, BOB, ANN))).hasSize(2);
            assertThat(seen.findAll(Set.of(ANN, BOB))).containsOnlyKeys(ANN);
            assertThat(seen.findAllByCustomer(Set.of(CUS_1, CUS_2))).containsOnlyKeys(CUS_1);
        }

        assertThat(told)
                .containsExactly(
                        "1 hits, 0 misses",
                        "0 hits, 1 misses",
                        "1 hits, 0 misses",
                        "1 hits, 0 misses",
                        "0 hits, 1 misses",
                        "1 hits, 1 misses",
                        "1 hits, 1 misses",
                        "1 hits, 1 misses");
    }

    @Test
    void aLookUpThatFailsIsNeitherHitNorMiss() {
        try (Trueup trueup = trueup()) {
            cache.goAway();

            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> trueup.cache().find(ANN));
        }

        assertThat(told).containsExactly("cache failed in read");
    }

    @Test
    void whatTheVerbsReadForThemselvesIsNoLookUpAndEachCallIsTold() {
        try (Trueup trueup = trueup()) {
            trueup.sync().refresh(ANN);
            assertThat(told).containsOnlyOnce("refreshed").contains("clerk answered", "stripe answered");
            told.clear();

            trueup.checker().check(ANN);
        }

        assertThat(told).containsExactlyInAnyOrder("clerk answered", "stripe answered", "checked");
    }

    @Test
    void aCallThatIsNotAnsweredIsToldAndSoIsTheSyncThatNeededIt() {
        billing.goAway();
        try (Trueup trueup = trueup()) {
            assertThatExceptionOfType(SourceUnavailableException.class)
                    .isThrownBy(() -> trueup.sync().refresh(ANN));
        }

        assertThat(told)
                .contains("stripe did not answer", "stripe failed in refresh", "sync failed for stripe")
                .doesNotContain("refreshed", "stripe answered");
    }

    /** A method that is left to its default would cost a cache commands that its own one saves. */
    @TestFactory
    @Tag("promise:O7")
    Stream<DynamicTest> everyMethodGoesToTheAdaptersOwn() {
        Observed observed = new Observed(TrueupListener.NONE);
        return Stream.of(
                        passedOn(CustomerCache.class, observed::lookUps),
                        passedOn(UserDirectory.class, observed::users),
                        passedOn(UserMetadata.class, observed::metadata),
                        passedOn(BillingDirectory.class, observed::billing),
                        passedOn(CustomerWriter.class, observed::customers),
                        passedOn(BillingActions.class, observed::actions))
                .flatMap(it -> it);
    }

    private static <T> Stream<DynamicTest> passedOn(Class<T> role, Decorator<T> decorator) {
        return Arrays.stream(role.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(method -> DynamicTest.dynamicTest(role.getSimpleName() + "." + method.getName(), () -> {
                    List<String> called = new CopyOnWriteArrayList<>();
                    Object adapter = Proxy.newProxyInstance(
                            role.getClassLoader(), new Class<?>[] {role}, (proxy, own, arguments) -> {
                                called.add(own.toString());
                                throw new SourceUnavailableException(Source.STORE, "is asked", null);
                            });
                    T decorated = decorator.around(role.cast(adapter));

                    assertThat(thrownBy(decorated, method)).hasMessageContaining("is asked");
                    assertThat(called).containsExactly(method.toString());
                }));
    }

    private static @Nullable Throwable thrownBy(@Nullable Object decorated, Method method)
            throws IllegalAccessException {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> type.isAssignableFrom(List.class) ? List.of() : null)
                .toArray();
        try {
            method.invoke(decorated, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    private interface Decorator<T> {

        @Nullable
        T around(T adapter);
    }

    private Trueup trueup() {
        return Trueup.builder()
                .cache(cache)
                .users(users)
                .billing(billing)
                .clock(clock)
                .listener(listener)
                .build();
    }
}
