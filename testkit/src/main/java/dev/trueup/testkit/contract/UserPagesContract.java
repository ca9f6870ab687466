package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.Page;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.CallMeter;
import dev.trueup.spi.UserPages;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link UserPages} has to do. Extend it, say how users come, change and go in the directory behind it, and run
 * it as a JUnit test. Not thread-safe, as JUnit uses it.
 */
public abstract class UserPagesContract {

    /** More than two pages. */
    private static final int MANY = 1_100;

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00.123Z");

    private final CallMeter meter = new CallMeter();

    /** The pages under test; the same ones throughout a test. */
    protected abstract UserPages pages();

    /** Brings this user into the directory, with an id of the directory's own choice. */
    protected abstract UserId givenUser(GivenUser user, Instant createdAt) throws Exception;

    /** Makes a user that {@link #givenUser} brought one that was changed at this time, a millisecond or more long. */
    protected abstract void changeUser(UserId user, Instant updatedAt) throws Exception;

    /** Takes a user that {@link #givenUser} brought out of the directory for good. */
    protected abstract void deleteUser(UserId user) throws Exception;

    /** Makes the directory fail to answer, from now to the end of the test; refused connections or errors will do. */
    protected abstract void makeUnavailable() throws Exception;

    @Test
    final void nobodyIsOnThePagesOfAnEmptyDirectory() {
        assertThat(pages().count(meter)).isZero();
        assertThat(pages().users(null, meter)).isEqualTo(new Page<UserProfile>(List.of(), null));
        assertThat(pages().changedSince(NOON, null, meter)).isEqualTo(new Page<UserProfile>(List.of(), null));
    }

    @Test
    final void aUserIsToldAsWhenAskedForById() throws Exception {
        UserId user = givenUser(
                GivenUser.nobody()
                        .named("Ada", "Lovelace")
                        .withSecondary("other@example.com", true)
                        .withPrimary("ada@example.com", true)
                        .mappedTo(new CustomerId("cus_ada")),
                NOON);

        UserProfile expected =
                new UserProfile(user, "ada@example.com", true, "Ada Lovelace", new CustomerId("cus_ada"), null);
        assertThat(pages().users(null, meter).items()).containsExactly(expected);
        assertThat(pages().changedSince(NOON, null, meter).items()).containsExactly(expected);
        assertThat(pages().oneByOne(meter).find(user)).contains(expected);
        assertThat(pages().oneByOne(meter).findAll(List.of(user))).containsEntry(user, expected);
    }

    @Test
    final void everyUserIsOnOnePageThoseCreatedFirstFirst() throws Exception {
        List<UserId> users = givenMany();

        assertThat(pages().count(meter)).isEqualTo(MANY);
        assertThat(all(after -> pages().users(after, meter))).isEqualTo(users);
        assertThat(meter.calls()).isEqualTo(4);
    }

    @Test
    final void whoeverComesWhilePagesAreReadIsOnThem() throws Exception {
        List<UserId> users = givenMany();
        String next = pages().users(null, meter).next();

        users.add(givenUser(GivenUser.nobody(), NOON.plusSeconds(MANY)));

        List<UserId> others = new ArrayList<>();
        while (next != null) {
            Page<UserProfile> page = pages().users(next, meter);
            page.items().forEach(user -> others.add(user.id()));
            next = page.next();
        }
        assertThat(others).isEqualTo(users.subList(users.size() - others.size(), users.size()));
        assertThat(others).hasSize(MANY + 1 - 500);
    }

    @Test
    final void whoeverWasDeletedIsOnNoPage() throws Exception {
        UserId gone = givenUser(GivenUser.nobody(), NOON);
        UserId stays = givenUser(GivenUser.nobody(), NOON);

        deleteUser(gone);

        assertThat(pages().count(meter)).isEqualTo(1);
        assertThat(all(after -> pages().users(after, meter))).containsExactly(stays);
        assertThat(all(after -> pages().changedSince(NOON, after, meter))).containsExactly(stays);
    }

    @Test
    final void thoseWhoChangedSinceAreToldLastFirst() throws Exception {
        UserId first = givenUser(GivenUser.nobody(), NOON.minusSeconds(3));
        UserId second = givenUser(GivenUser.nobody(), NOON.minusSeconds(2));
        UserId third = givenUser(GivenUser.nobody(), NOON.minusSeconds(1));
        changeUser(first, NOON.plusSeconds(1));

        assertThat(changedSince(NOON.minusSeconds(1))).containsExactly(first, third);
        assertThat(changedSince(NOON)).containsExactly(first);
        assertThat(changedSince(Instant.EPOCH)).containsExactly(first, third, second);
        assertThat(changedSince(NOON.plusSeconds(2))).isEmpty();
    }

    @Test
    final void aChangeOfThatVeryMomentIsTold() throws Exception {
        UserId user = givenUser(GivenUser.nobody(), NOON);

        assertThat(changedSince(NOON)).containsExactly(user);
        assertThat(changedSince(NOON.plus(999, ChronoUnit.MICROS)))
                .as("it may have been that late in its millisecond")
                .containsExactly(user);
        assertThat(changedSince(NOON.plusMillis(1))).isEmpty();
    }

    @Test
    final void fewChangesAreOneCallAmongMany() throws Exception {
        givenMany();

        assertThat(changedSince(NOON.plusSeconds(MANY - 3))).hasSize(3);

        assertThat(meter.calls()).isEqualTo(1);
    }

    @Test
    final void manyChangesAreOnSeveralPages() throws Exception {
        List<UserId> users = givenMany();
        Collections.reverse(users);

        assertThat(changedSince(Instant.EPOCH)).isEqualTo(users);
        assertThat(changedSince(NOON.plusSeconds(MANY - 700))).isEqualTo(users.subList(0, 700));
    }

    @Test
    final void everyRequestIsCounted() throws Exception {
        UserId user = givenUser(GivenUser.nobody(), NOON);

        pages().count(meter);
        pages().users(null, meter);
        pages().changedSince(NOON, null, meter);
        pages().oneByOne(meter).find(user);
        pages().oneByOne(meter).find(new UserId("user_who_never_was"));
        pages().oneByOne(meter).findAll(List.of(user));

        assertThat(meter.calls()).isEqualTo(6);
    }

    @Test
    final void anOutageIsAnExceptionAndNeverAnAnswer() throws Exception {
        UserId user = givenUser(GivenUser.nobody(), NOON);
        makeUnavailable();

        assertUnavailable(() -> pages().count(meter));
        assertUnavailable(() -> pages().users(null, meter));
        assertUnavailable(() -> pages().changedSince(NOON, null, meter));
        assertUnavailable(() -> pages().oneByOne(meter).find(user));
    }

    private static void assertUnavailable(ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOfSatisfying(SourceUnavailableException.class, e -> assertThat(e.source())
                .isEqualTo(Source.CLERK));
    }

    private List<UserId> changedSince(Instant since) {
        return all(after -> pages().changedSince(since, after, meter));
    }

    /** Those on all pages, each of whom is on one. */
    private static List<UserId> all(Function<@Nullable String, Page<UserProfile>> read) {
        List<UserId> users = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        Page<UserProfile> page = read.apply(null);
        page.items().forEach(user -> users.add(user.id()));
        while (page.next() != null) {
            assertThat(begun.add(page.next())).as("further").isTrue();
            page = read.apply(page.next());
            page.items().forEach(user -> users.add(user.id()));
        }
        assertThat(users).doesNotHaveDuplicates();
        return users;
    }

    /** Users a second apart, those created first first. */
    private List<UserId> givenMany() throws Exception {
        List<UserId> users = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            users.add(givenUser(GivenUser.nobody().named("User", "No. " + i), NOON.plusSeconds(i)));
        }
        return users;
    }
}
