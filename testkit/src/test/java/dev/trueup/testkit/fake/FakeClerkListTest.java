package dev.trueup.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.TotalCount;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkErrors;
import com.clerk.backend_api.models.operations.GetUserListRequest;
import com.clerk.backend_api.models.operations.GetUsersCountRequest;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeClerkListTest {

    private final SettableClock clock = SettableClock.at("2026-01-31T12:00:00Z");
    private final FakeClerk clerk = FakeClerk.start(clock);
    private final Clerk client = ClerkSdk.client(clerk);

    @AfterEach
    void close() {
        clerk.close();
    }

    @Test
    void offsetsReadEveryUserOnceNewestFirst() {
        List<String> expected = new ArrayList<>(users(23));
        Collections.reverse(expected);

        List<String> read = new ArrayList<>();
        for (long offset = 0; offset < 30; offset += 10) {
            read.addAll(list(GetUserListRequest.builder().limit(10L).offset(offset)));
        }

        assertThat(read).isEqualTo(expected);
        assertThat(clerk.calls().count("GET", "/v1/users")).isEqualTo(3);
    }

    @Test
    void aPageHoldsTenUnlessALimitIsGiven() {
        users(11);

        assertThat(list(GetUserListRequest.builder())).hasSize(10);
        assertThat(list(GetUserListRequest.builder().limit(500L))).hasSize(11);
    }

    @Test
    void aLimitOutsideOneToFiveHundredIsRefused() {
        for (long limit : new long[] {0, 501}) {
            assertThatThrownBy(() -> list(GetUserListRequest.builder().limit(limit)))
                    .asInstanceOf(type(ClerkErrors.class))
                    .returns(422, ClerkErrors::code);
        }
    }

    @Test
    void idsThatAreNotFoundAreLeftOut() {
        List<String> ids = users(3);

        assertThat(list(GetUserListRequest.builder().userId(List.of(ids.get(2), "user_never", ids.get(0)))))
                .containsExactly(ids.get(2), ids.get(0));
    }

    @Test
    void moreThanAHundredIdsAreRefused() {
        List<String> ids =
                IntStream.rangeClosed(0, 100).mapToObj(n -> "user_" + n).toList();

        assertThat(list(GetUserListRequest.builder().userId(ids.subList(0, 100))))
                .isEmpty();
        assertThatThrownBy(() -> list(GetUserListRequest.builder().userId(ids)))
                .asInstanceOf(type(ClerkErrors.class))
                .returns(422, ClerkErrors::code);
    }

    @Test
    void everyAddressOfAUserIsFoundByTheEmailFilter() {
        String id = clerk.createUser(user -> user.email("ann@example.com").secondaryEmail("lee@example.com"));
        clerk.createUser(user -> user.email("bob@example.com"));

        assertThat(list(GetUserListRequest.builder().emailAddress(List.of("lee@example.com"))))
                .containsExactly(id);
        assertThat(list(GetUserListRequest.builder().emailAddress(List.of("no@example.com"))))
                .isEmpty();
    }

    @Test
    void usersAreOrderedAsAskedFor() {
        List<String> ids = users(3);
        clock.advance(Duration.ofMinutes(1));
        clerk.updateUser(ids.get(1), user -> user.firstName("Ann"));

        assertThat(list(GetUserListRequest.builder().orderBy("created_at"))).isEqualTo(ids);
        assertThat(list(GetUserListRequest.builder().orderBy("+created_at"))).isEqualTo(ids);
        assertThat(list(GetUserListRequest.builder().orderBy("-updated_at")))
                .containsExactly(ids.get(1), ids.get(2), ids.get(0));
        assertThat(list(GetUserListRequest.builder().orderBy("first_name"))).startsWith(ids.get(1));
        assertThatThrownBy(() -> list(GetUserListRequest.builder().orderBy("shoe_size")))
                .isInstanceOf(ClerkErrors.class);
    }

    @Test
    void ofThoseWhoChangedAtOneMomentTheOneWhoChangedLastIsNewest() {
        List<String> ids = users(4);
        clerk.updateUser(ids.get(2), user -> user.firstName("Ann"));
        clerk.updateUser(ids.get(0), user -> user.firstName("Bob"));
        clerk.deleteUser(ids.get(1));

        assertThat(list(GetUserListRequest.builder().orderBy("-updated_at")))
                .containsExactly(ids.get(0), ids.get(2), ids.get(3));
        assertThat(list(GetUserListRequest.builder().orderBy("+updated_at").limit(2L)))
                .containsExactly(ids.get(3), ids.get(2));
    }

    @Test
    void nobodyIsBehindTheEndInAnyOrder() {
        users(3);

        for (String order : List.of("+created_at", "-updated_at", "first_name")) {
            assertThat(list(GetUserListRequest.builder().orderBy(order).offset(3L)))
                    .isEmpty();
            assertThat(list(GetUserListRequest.builder().orderBy(order).offset(2L)))
                    .hasSize(1);
        }
    }

    @Test
    void usersAreCounted() {
        List<String> ids = users(12);

        assertThat(count(GetUsersCountRequest.builder())).isEqualTo(12);
        assertThat(count(GetUsersCountRequest.builder().userId(List.of(ids.get(0), "user_never"))))
                .isEqualTo(1);
    }

    @Test
    void aFilterThatTheFakeDoesNotKnowIsRefused() {
        assertThatThrownBy(() -> list(GetUserListRequest.builder().query("ann")))
                .isInstanceOf(ClerkErrors.class);
    }

    private List<String> users(int count) {
        List<String> ids = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            clock.advance(Duration.ofMillis(1));
            ids.add(clerk.createUser(user -> user.lastName("Lee")));
        }
        return ids;
    }

    private List<String> list(GetUserListRequest.Builder request) {
        return client.users().list(request.build()).userList().orElseThrow().stream()
                .map(User::id)
                .toList();
    }

    private long count(GetUsersCountRequest.Builder request) {
        return client.users()
                .count(request.build())
                .totalCount()
                .map(TotalCount::totalCount)
                .orElseThrow();
    }
}
