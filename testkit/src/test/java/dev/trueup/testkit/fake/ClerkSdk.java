package dev.trueup.testkit.fake;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.utils.RetryConfig;

/** Real Clerk clients of a {@link FakeClerk}. */
final class ClerkSdk {

    private ClerkSdk() {}

    static Clerk client(FakeClerk clerk) {
        return client(clerk, clerk.secretKey());
    }

    static Clerk client(FakeClerk clerk, String secretKey) {
        return Clerk.builder()
                .serverURL(clerk.baseUrl())
                .bearerAuth(secretKey)
                // By default the SDK retries for up to an hour.
                .retryConfig(RetryConfig.noRetries())
                .build();
    }
}
