package dev.trueup.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.Page;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSweepTest {

    private static final List<String> STARTS = List.of("20", "40", "60");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Workers workers = new Workers(threads, new Halt());
    private final Queue<String> read = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private CountDownLatch readers = new CountDownLatch(0);
    private int users = 80;

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void everyUserIsReadOnceByReadersSideBySide() {
        readers = new CountDownLatch(3);

        sweep(STARTS, 80, 3).start();
        workers.await();

        assertThat(read).hasSize(80).doesNotHaveDuplicates();
        assertThat(calls).hasValue(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 19, 20, 61, 95})
    void aWrongCountLosesNobody(int actual) {
        users = actual;

        sweep(STARTS, 80, 2).start();
        workers.await();

        assertThat(read).hasSize(actual).doesNotHaveDuplicates();
    }

    @Test
    void theCountSavesTheRequestForAnEmptyPageOfAShortList() {
        sweep(List.of(), 80, 3).start();
        workers.await();

        assertThat(read).hasSize(80).doesNotHaveDuplicates();
        assertThat(calls).hasValue(8);
    }

    @Test
    void whatWasReadBeforeIsNotReadAgain() {
        UserSweep sweep = sweep(STARTS, 80, 3);
        sweep.read(0, 10, "10");
        sweep.read(2, 10, "50");
        sweep.read(2, 10, "60");

        sweep.start();
        workers.await();

        assertThat(read).hasSize(50).doesNotHaveDuplicates();
        assertThat(calls).hasValue(6);
    }

    @Test
    void aNoteOfAStretchThatThereIsNotIsRefused() {
        UserSweep sweep = sweep(STARTS, 80, 3);

        assertThatThrownBy(() -> sweep.read(4, 10, "90")).isInstanceOf(PackedReader.Malformed.class);
    }

    private UserSweep sweep(List<String> starts, long expected, int most) {
        return new UserSweep(
                this::page,
                (page, stretch) ->
                        page.items().forEach(user -> read.add(user.id().value())),
                workers,
                starts,
                expected,
                most);
    }

    /** Ten users a page; the first pages come when enough readers ask. */
    private Page<UserProfile> page(@Nullable String after) {
        calls.incrementAndGet();
        readers.countDown();
        try {
            assertThat(readers.await(10, TimeUnit.SECONDS))
                    .as("enough readers come")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        int from = after == null ? 0 : Integer.parseInt(after);
        List<UserProfile> items = IntStream.range(from, Math.min(users, from + 10))
                .mapToObj(i -> new UserProfile(new UserId("user_" + i), null, false, null, null, null))
                .toList();
        return new Page<>(items, items.size() < 10 ? null : Integer.toString(from + 10));
    }
}
