package dev.trueup.clerk;

import dev.trueup.model.UserId;
import dev.trueup.spi.UserDirectory;
import dev.trueup.testkit.contract.GivenUser;
import dev.trueup.testkit.contract.UserDirectoryContract;
import dev.trueup.testkit.fake.FakeClerk;
import org.junit.jupiter.api.AfterEach;

class ClerkDirectoryTest extends UserDirectoryContract {

    private final FakeClerk clerk = FakeClerk.start();
    private final ClerkDirectory directory = Sdk.directory(Sdk.client(clerk));

    @AfterEach
    void close() {
        clerk.close();
    }

    @Override
    protected UserDirectory directory() {
        return directory;
    }

    @Override
    protected UserId givenUser(GivenUser given) {
        return new UserId(clerk.createUser(user -> Sdk.describe(user, given)));
    }

    @Override
    protected void deleteUser(UserId user) {
        clerk.deleteUser(user.value());
    }

    @Override
    protected void makeUnavailable() {
        clerk.close();
    }
}
