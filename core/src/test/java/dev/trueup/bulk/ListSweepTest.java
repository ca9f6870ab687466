package dev.trueup.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.Page;
import dev.trueup.model.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListSweepTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final long YEARS = 3L * 365 * 86_400;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** How items lie in time, as a share of three years before now for the n-th of so many. */
    enum Density {
        EVEN(share -> share),
        MOSTLY_NEW(share -> share * share * share),
        MOSTLY_OLD(share -> 1 - (1 - share) * (1 - share) * (1 - share)),
        IN_TWO_HEAPS(share -> share < 0.5 ? share * 0.02 : 0.9 + share * 0.02),
        ALL_AT_ONCE(share -> 0.5);

        private final DoubleUnaryOperator place;

        Density(DoubleUnaryOperator place) {
            this.place = place;
        }

        FakeList of(int count) {
            List<Item> items = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long ago = (long) (place.applyAsDouble((i + 0.5) / count) * YEARS);
                items.add(new Item("item_" + i, NOW.minusSeconds(ago + 1)));
            }
            return new FakeList(items);
        }
    }

    @ParameterizedTest
    @EnumSource(Density.class)
    @Tag("promise:B11")
    void everyItemIsReadOnceWhereverItLies(Density density) {
        FakeList list = density.of(10_000);

        sweep(list, 10, 10_000);

        assertThat(recorder.ids()).hasSize(10_000).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Density.class)
    @Tag("promise:B11")
    void aListCostsAtMostATenthMoreThanOneReaderWouldNeed(Density density) {
        FakeList list = density.of(20_000);

        sweep(list, 10, 20_000);

        assertThat(list.calls.get()).isLessThanOrEqualTo(220);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100, 101, 1_000})
    void aShortListIsNotDivided(int count) {
        FakeList list = Density.EVEN.of(count);

        sweep(list, 10, count);

        assertThat(recorder.ids()).hasSize(count);
        assertThat(list.calls.get()).isEqualTo(Math.max(1, (count + 99) / 100));
        assertThat(list.mostAtOnce.get()).isOne();
    }

    @ParameterizedTest
    @EnumSource(value = Density.class, names = "ALL_AT_ONCE", mode = EnumSource.Mode.EXCLUDE)
    void aLongListIsReadByManySideBySide(Density density) {
        FakeList list = density.of(50_000);
        list.awaitReaders(8);

        sweep(list, 10, 50_000);

        assertThat(list.mostAtOnce.get()).isBetween(8, 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 10, 1_000_000})
    void aWrongExpectationLosesNothing(long expected) {
        FakeList list = Density.MOSTLY_NEW.of(15_000);

        sweep(list, 10, expected);

        assertThat(recorder.ids()).hasSize(15_000).doesNotHaveDuplicates();
    }

    @Test
    void whatWasReadBeforeIsNotReadAgain() {
        FakeList list = Density.MOSTLY_NEW.of(20_000);
        Random random = new Random(7);
        int parts = 0;
        for (boolean complete = false; !complete; parts++) {
            recorder.stopAfter(20 + random.nextInt(40));
            complete = sweep(list, 10, 20_000);
        }

        assertThat(parts).isGreaterThan(3);
        assertThat(Set.copyOf(recorder.ids())).hasSize(20_000);
        int pages = 200 + 16; // and each part may break off what its ten readers were about to read
        assertThat(list.calls.get()).isLessThanOrEqualTo(pages + 10 * parts);
    }

    /** Reads on from what the recorder has; whether the end was reached. */
    private boolean sweep(FakeList list, int readers, long expected) {
        Halt halt = new Halt();
        Workers workers = new Workers(threads, halt);
        ListSweep<Item> sweep = new ListSweep<>(list::page, Item::created, recorder.with(halt), workers, NOW, readers);
        recorder.replay(sweep);
        if (expected >= 0) {
            sweep.expect(expected);
        }
        sweep.start();
        try {
            workers.await();
            return true;
        } catch (Halt.Halted e) {
            return false;
        }
    }

    private record Item(String id, Instant created) {}

    /** A list as Stripe tells it: newest first, a hundred a page. Thread-safe. */
    private static final class FakeList {

        private final List<Item> newestFirst;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger mostAtOnce = new AtomicInteger();
        private CountDownLatch readers = new CountDownLatch(0);

        FakeList(List<Item> items) {
            newestFirst = items.stream()
                    .sorted(Comparator.comparing(Item::created).reversed())
                    .toList();
        }

        /** From the second call on, nobody gets a page before so many ask. */
        void awaitReaders(int count) {
            readers = new CountDownLatch(count);
        }

        Page<Item> page(Span span, @Nullable String after) {
            int now = atOnce.incrementAndGet();
            mostAtOnce.accumulateAndGet(now, Math::max);
            try {
                if (calls.incrementAndGet() > 1) {
                    await();
                }
                return cut(span, after);
            } finally {
                atOnce.decrementAndGet();
            }
        }

        private void await() {
            readers.countDown();
            try {
                assertThat(readers.await(10, TimeUnit.SECONDS))
                        .as("enough readers come")
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private Page<Item> cut(Span span, @Nullable String after) {
            int from = after == null ? 0 : Integer.parseInt(after);
            List<Item> found = new ArrayList<>();
            int at = from;
            for (; at < newestFirst.size() && found.size() < 100; at++) {
                Item item = newestFirst.get(at);
                if ((span.from() == null || !item.created().isBefore(span.from()))
                        && (span.to() == null || item.created().isBefore(span.to()))) {
                    found.add(item);
                }
            }
            boolean more = newestFirst.stream()
                    .skip(at)
                    .anyMatch(item -> span.from() == null || !item.created().isBefore(span.from()));
            return new Page<>(found, more ? Integer.toString(at) : null);
        }
    }

    /** A journal. Thread-safe. */
    private static final class Recorder implements ListSweep.Progress<Item> {

        private final List<Consumer<ListSweep<Item>>> notes = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();
        private Halt halt = new Halt();
        private int left = Integer.MAX_VALUE;

        synchronized void stopAfter(int pages) {
            left = pages;
        }

        synchronized Recorder with(Halt stop) {
            halt = stop;
            return this;
        }

        synchronized void replay(ListSweep<Item> sweep) {
            notes.forEach(note -> note.accept(sweep));
        }

        synchronized List<String> ids() {
            return List.copyOf(ids);
        }

        @Override
        public synchronized void read(int range, Page<Item> page, long reached) {
            halt.check(); // a process that died notes nothing
            notes.add(sweep -> sweep.restoreRead(range, page.items().size(), reached, page.next()));
            page.items().forEach(item -> ids.add(item.id()));
            if (--left == 0) {
                halt.request("enough for now");
            }
        }

        @Override
        public synchronized void divided(int range, int lower, long second) {
            halt.check();
            notes.add(sweep -> sweep.restoreDivided(range, lower, second));
        }
    }
}
