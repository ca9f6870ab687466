package dev.trueup.clerk;

import com.clerk.backend_api.Users;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkErrors;
import com.clerk.backend_api.models.operations.GetUserListRequest;
import com.clerk.backend_api.models.operations.GetUsersCountRequest;
import com.clerk.backend_api.models.operations.UpdateUserMetadataRequestBody;
import com.clerk.backend_api.utils.RetryConfig;
import dev.trueup.model.UserId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The SDK's calls about users, with its own retries off. Thread-safe. */
final class UserCalls {

    /** As many ids as Clerk accepts in one filter. */
    static final int BATCH = 100;

    private final Users users;

    UserCalls(Users users) {
        this.users = users;
    }

    /** The user; empty only if Clerk says that there is none. */
    Optional<User> get(UserId user) {
        return unlessThereIsNone(() -> users.get()
                .userId(user.value())
                .retryConfig(RetryConfig.noRetries())
                .call()
                .user()
                .orElseThrow());
    }

    /** Those of a batch that exist. */
    List<User> list(List<UserId> batch) {
        GetUserListRequest request = GetUserListRequest.builder()
                .userId(batch.stream().map(UserCalls::filterOf).toList())
                .limit((long) BATCH)
                .build();
        return list(request);
    }

    /** A part of all users. */
    List<User> page(String order, long offset, long limit) {
        return list(GetUserListRequest.builder()
                .orderBy(order)
                .offset(offset)
                .limit(limit)
                .build());
    }

    /** How many users there are. */
    long count() {
        return users.count()
                .request(GetUsersCountRequest.builder().build())
                .retryConfig(RetryConfig.noRetries())
                .call()
                .totalCount()
                .orElseThrow()
                .totalCount();
    }

    private List<User> list(GetUserListRequest request) {
        return users.list()
                .request(request)
                .retryConfig(RetryConfig.noRetries())
                .call()
                .userList()
                .orElseThrow();
    }

    /** The user as it is after the merge; empty only if Clerk says that there is none. */
    Optional<User> merge(UserId user, UpdateUserMetadataRequestBody metadata) {
        return unlessThereIsNone(() -> users.updateMetadata()
                .userId(user.value())
                .requestBody(metadata)
                .retryConfig(RetryConfig.noRetries())
                .call()
                .user()
                .orElseThrow());
    }

    /** Only Clerk's own word counts: a 404 of a proxy or of a wrong address says nothing about a user. */
    private static Optional<User> unlessThereIsNone(Supplier<User> call) {
        try {
            return Optional.of(call.get());
        } catch (ClerkErrors e) {
            if (saysNoSuchUser(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean saysNoSuchUser(ClerkErrors e) {
        return e.code() == 404
                && e.data().stream()
                        .flatMap(data -> data.errors().stream())
                        .anyMatch(error -> error != null && error.code().equals("resource_not_found"));
    }

    /** Clerk reads a leading minus as "all but this user", so a sign that belongs to the id gets one in front of it. */
    private static String filterOf(UserId user) {
        String id = user.value();
        return id.startsWith("-") || id.startsWith("+") ? "+" + id : id;
    }
}
