package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult.Busy;
import dev.trueup.protocol.ClaimResult.Claimed;
import dev.trueup.protocol.ClaimResult.Dead;
import dev.trueup.protocol.ClaimResult.Done;
import dev.trueup.protocol.ClaimResult.Mismatch;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.protocol.Claims;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link WebhookDeduplicator} has to do. Extend it, say how one is made, and run it as a JUnit test; an
 * adapter that passes lets no event get lost as long as its sender comes again. Not thread-safe, as JUnit uses it.
 */
public abstract class WebhookDeduplicatorContract extends ClaimProtocolContract {

    @Test
    final void anEventIsClaimedByOneOwner() {
        Claim claim = mustClaim("a");

        assertThat(claim.key()).isEqualTo(event);
        assertThat(claim.owner()).isEqualTo("a");
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(claim.lease()).isPositive().isLessThanOrEqualTo(HOUR);
        assertThat(claim("b")).isInstanceOfSatisfying(Busy.class, busy -> assertThat(busy.retryAfter())
                .isPositive()
                .isLessThanOrEqualTo(HOUR));
    }

    @Test
    final void whatIsCompletedIsDone() {
        Claim claim = mustClaim("a");

        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Done());
        assertThat(claim("a")).isEqualTo(new Done());
    }

    @Test
    final void completingAgainIsAsGoodAsOnce() {
        Claim claim = mustClaim("a");
        deduplicator.complete(claim);

        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    final void whatIsDoneIsNeitherReleasedNorRenewed() {
        Claim claim = mustClaim("a");
        deduplicator.complete(claim);

        assertThat(deduplicator.release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(deduplicator.renew(claim)).isEqualTo(ClaimVerdict.ALREADY);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    final void theSameOwnerAsksAgainAndGetsTheSameClaim() {
        Claim first = mustClaim("a");
        Claim again = mustClaim("a");

        assertThat(again.epoch()).isEqualTo(first.epoch());
        assertThat(again.owner()).isEqualTo("a");
        assertThat(again.lease()).isPositive().isLessThanOrEqualTo(first.lease());
        assertThat(deduplicator.complete(first)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    final void whatWasReleasedIsClaimedAgainInTheNextEpoch() {
        for (long epoch = 1; epoch <= 10; epoch++) {
            Claim claim = mustClaim("owner-" + epoch);
            assertThat(claim.epoch()).isEqualTo(epoch);
            assertThat(deduplicator.release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.OK);
        }
    }

    @Test
    final void whatWasReleasedIsNoLongerItsOwners() {
        Claim claim = mustClaim("a");
        deduplicator.release(claim, HOUR);

        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.renew(claim)).isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.release(claim, Duration.ZERO)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("a")).as("the first release counts").isInstanceOf(Busy.class);
    }

    @Test
    final void nobodyClaimsWhatFailedBeforeItsTime() throws Exception {
        deduplicator.release(mustClaim("a"), HOUR);
        assertThat(claim("b")).isInstanceOfSatisfying(Busy.class, busy -> assertThat(busy.retryAfter())
                .isPositive()
                .isLessThanOrEqualTo(HOUR));

        EventKey other = EventKey.of(Source.STRIPE, "evt_2");
        deduplicator.release(claimed(deduplicator.claim(other, "a", "f")), SHORT_LEASE);
        letPass(SHORT_LEASE.plusMillis(50));
        assertThat(claimed(deduplicator.claim(other, "b", "f")).epoch()).isEqualTo(2);
    }

    @Test
    @Tag("promise:W13")
    final void renewingBeginsTheLeaseAnew() throws Exception {
        Claim claim = mustClaim("a");
        letPass(SHORT_LEASE);

        assertThat(deduplicator.renew(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isInstanceOfSatisfying(Busy.class, busy -> assertThat(busy.retryAfter())
                .isGreaterThan(HOUR.minus(SHORT_LEASE)));
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    @Tag("promise:W8")
    final void anotherBodyUnderTheSameIdIsNeverTakenForTheEvent() {
        Claim claim = mustClaim("a");
        assertThat(deduplicator.claim(event, "b", "body-2")).isEqualTo(new Mismatch());
        assertThat(deduplicator.claim(event, "a", "body-2")).isEqualTo(new Mismatch());
        deduplicator.release(claim, Duration.ZERO);
        assertThat(deduplicator.claim(event, "b", "body-2")).isEqualTo(new Mismatch());

        Claim second = mustClaim("c");
        assertThat(second.epoch()).isEqualTo(2);
        deduplicator.complete(second);
        assertThat(deduplicator.claim(event, "b", "body-2")).isEqualTo(new Mismatch());
    }

    @Test
    @Tag("promise:W20")
    final void aBodyThatNobodyHasSeenIsTheSameAsAnyOther() {
        Claim unseen = claimed(deduplicator.claim(event, "a", Claims.ANY_BODY));
        assertThat(deduplicator.claim(event, "b", "body")).isInstanceOf(Busy.class);
        deduplicator.release(unseen, Duration.ZERO);

        Claim seen = claimed(deduplicator.claim(event, "b", "body"));
        deduplicator.release(seen, Duration.ZERO);
        Claim again = claimed(deduplicator.claim(event, "c", Claims.ANY_BODY));
        assertThat(deduplicator.claim(event, "d", "body-2"))
                .as("the body that was seen stays the only one")
                .isEqualTo(new Mismatch());

        deduplicator.complete(again);
        assertThat(deduplicator.claim(event, "d", Claims.ANY_BODY)).isEqualTo(new Done());
        assertThat(deduplicator.claim(event, "d", "body")).isEqualTo(new Done());
    }

    @Test
    @Tag("promise:W7")
    final void anEventIsGivenUpAfterTheMaximumOfAttempts() throws Exception {
        use(settings.withMaxAttempts(3));
        fail("a");
        fail("b");
        fail("c");

        assertThat(claim("d")).isEqualTo(new Dead(3));
        assertThat(claim("e")).isEqualTo(new Dead(3));
        assertThat(deduplicator.claim(event, "d", "body-2")).isEqualTo(new Mismatch());
    }

    @Test
    final void askingAgainIsNoAttempt() throws Exception {
        use(settings.withMaxAttempts(1));
        mustClaim("a");
        mustClaim("a");

        assertThat(claim("b")).isInstanceOf(Busy.class);
        assertThat(mustClaim("a").epoch()).isEqualTo(1);
    }

    @Test
    final void whatWasGivenUpCanBeReopenedWithAllItsAttempts() throws Exception {
        use(settings.withMaxAttempts(2));
        fail("a");
        fail("b");
        assertThat(claim("c")).isEqualTo(new Dead(2));

        assertThat(deduplicator.reopen(event)).isTrue();
        assertThat(mustClaim("d").epoch()).isEqualTo(3);
        deduplicator.release(mustClaim("d"), Duration.ZERO);
        assertThat(mustClaim("e").epoch()).isEqualTo(4);
        deduplicator.release(mustClaim("e"), Duration.ZERO);
        assertThat(claim("f")).isEqualTo(new Dead(4));
    }

    @Test
    final void reopensOnlyWhatNobodyWorksOnAndNobodyHasDone() {
        assertThat(deduplicator.reopen(event)).as("unknown").isTrue();
        Claim claim = mustClaim("a");
        assertThat(claim.epoch()).isEqualTo(1);
        assertThat(deduplicator.reopen(event)).as("leased").isFalse();
        deduplicator.release(claim, HOUR);
        assertThat(deduplicator.reopen(event)).as("failed").isTrue();
        Claim second = mustClaim("b");
        assertThat(second.epoch()).isEqualTo(2);
        deduplicator.complete(second);
        assertThat(deduplicator.reopen(event)).as("done").isFalse();
        assertThat(claim("c")).isEqualTo(new Done());
    }

    @Test
    @Tag("promise:W3")
    final void aClaimOfAnotherOwnerOrEpochIsFencedOff() {
        Claim claim = mustClaim("a");
        List<Claim> forged = List.of(
                new Claim(event, "b", 1, HOUR),
                new Claim(event, "a", 2, HOUR),
                new Claim(event, "a", 0, HOUR),
                new Claim(EventKey.of(Source.STRIPE, "evt_unknown"), "a", 1, HOUR));
        for (Claim it : forged) {
            assertThat(deduplicator.complete(it)).isEqualTo(ClaimVerdict.FENCED);
            assertThat(deduplicator.release(it, Duration.ZERO)).isEqualTo(ClaimVerdict.FENCED);
            assertThat(deduplicator.renew(it)).isEqualTo(ClaimVerdict.FENCED);
        }
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    final void keepsEventsApartHoweverAwkwardTheirIdsAre() {
        Set<EventKey> awkward = new LinkedHashSet<>();
        for (String id : awkwardIds().toList()) {
            awkward.add(EventKey.of(Source.STRIPE, id));
            awkward.add(EventKey.of(Source.CLERK, id));
            awkward.add(new EventKey(Source.STRIPE, "acct_1", id));
            awkward.add(new EventKey(Source.STRIPE, id, "b"));
        }
        awkward.add(new EventKey(Source.STRIPE, "a", "b:c"));
        awkward.add(new EventKey(Source.STRIPE, "a:b", "c"));
        int number = 0;
        for (EventKey key : awkward) {
            Claim claim = claimed(deduplicator.claim(key, "owner-" + number, "body-" + number));
            assertThat(claim.epoch()).as("epoch of %s", key).isEqualTo(1);
            number++;
            assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
        }
    }

    private static Stream<String> awkwardIds() {
        return Stream.of(
                "a",
                "A",
                "a:b",
                "a%3ab",
                "a::b",
                "{a}",
                "{}a",
                "a}b",
                "a b",
                "a*",
                "..",
                "é",
                "e\u0301",
                "用户",
                "%",
                "stripe-a",
                "clerk:a",
                "acct_1:a",
                "\ud83d\ude00",
                "a".repeat(255),
                "é".repeat(255));
    }

    @Test
    final void keepsNamespacesApart() throws Exception {
        mustClaim("a");
        Namespace own = settings.namespace();
        WebhookDeduplicator live =
                createDeduplicator(settings.withNamespace(new Namespace(own.prefix(), own.account(), true)));

        assertThat(claimed(live.claim(event, "b", "body-2")).epoch()).isEqualTo(1);
    }

    @Test
    final void instancesOverOneStoreSeeEachOther() throws Exception {
        WebhookDeduplicator other = createAnother(deduplicator, settings);
        Claim claim = mustClaim("a");

        assertThat(other.claim(event, "b", "body-1")).isInstanceOf(Busy.class);
        assertThat(other.claim(event, "b", "body-2")).isEqualTo(new Mismatch());
        assertThat(claimed(other.claim(event, "a", "body-1")).epoch()).isEqualTo(1);
        assertThat(other.complete(claim)).isEqualTo(ClaimVerdict.OK);
        assertThat(claim("b")).isEqualTo(new Done());
    }

    @Test
    final void takesTokensOfEveryCharacterAllowedAndNoOthers() {
        String longest = "_-" + "aZ".repeat(28) + "012789";
        assertThat(deduplicator.claim(event, longest, longest)).isInstanceOf(Claimed.class);

        for (String bad : List.of("", "a".repeat(65), "a b", "a:b", "é", "a\n", "a\u0000")) {
            assertThatThrownBy(() -> deduplicator.claim(event, bad, "f")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> deduplicator.claim(event, "a", bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void refusesANegativeWait() {
        Claim claim = mustClaim("a");

        assertThatThrownBy(() -> deduplicator.release(claim, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(deduplicator.complete(claim)).isEqualTo(ClaimVerdict.OK);
    }
}
