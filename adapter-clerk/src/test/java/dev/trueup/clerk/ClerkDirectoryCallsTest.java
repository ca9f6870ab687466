package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.UserId;
import dev.trueup.testkit.fake.Call;
import dev.trueup.testkit.fake.FakeClerk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reading costs, in calls. */
class ClerkDirectoryCallsTest {

    private final FakeClerk clerk = FakeClerk.start();
    private final ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void oneUserIsOneCall() {
        UserId known = user(1);

        directory.find(known);
        directory.find(new UserId("user_missing"));

        assertThat(clerk.calls().all())
                .extracting(Call::path)
                .containsExactly("/v1/users/" + known, "/v1/users/user_missing");
    }

    @Test
    void eachHundredUsersAreOneCallThatAsksForAsManyAnswers() {
        List<UserId> users = IntStream.range(0, 250).mapToObj(this::user).toList();

        assertThat(directory.findAll(users)).hasSize(250);

        assertThat(clerk.calls().all()).allSatisfy(call -> {
            assertThat(call.path()).isEqualTo("/v1/users");
            assertThat(call.query().getOrDefault("limit", List.of())).containsExactly("100");
        });
        assertThat(clerk.calls().all())
                .extracting(
                        call -> call.query().getOrDefault("user_id", List.of()).size())
                .containsExactly(100, 100, 50);
    }

    @Test
    void aUserWhoIsAskedForTwiceCostsNothingMore() {
        List<UserId> users =
                new ArrayList<>(IntStream.range(0, 100).mapToObj(this::user).toList());
        users.addAll(List.copyOf(users));

        assertThat(directory.findAll(users)).hasSize(100);

        assertThat(clerk.calls().count()).isEqualTo(1);
    }

    @Test
    void nobodyIsNoCall() {
        assertThat(directory.findAll(List.of())).isEmpty();

        assertThat(clerk.calls().count()).isZero();
    }

    @Test
    void aTimeThatIsNoTimeIsRefused() {
        ClerkDirectory.Builder builder = ClerkDirectory.builder(Sdk.client(clerk));

        assertThatThrownBy(() -> builder.timeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.maxAttempts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClerkDirectory.httpClient(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private UserId user(int number) {
        return new UserId(clerk.createUser(user -> user.email("user" + number + "@example.com")));
    }
}
