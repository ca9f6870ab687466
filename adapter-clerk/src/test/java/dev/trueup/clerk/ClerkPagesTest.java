package dev.trueup.clerk;

import dev.trueup.model.UserId;
import dev.trueup.spi.UserPages;
import dev.trueup.testkit.contract.GivenUser;
import dev.trueup.testkit.contract.UserPagesContract;
import dev.trueup.testkit.fake.FakeClerk;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;

class ClerkPagesTest extends UserPagesContract {

    private final FakeClerk clerk = FakeClerk.start();
    private final UserPages pages = Sdk.directory(Sdk.client(clerk)).pages();

    @AfterEach
    void close() {
        clerk.close();
    }

    @Override
    protected UserPages pages() {
        return pages;
    }

    @Override
    protected UserId givenUser(GivenUser given, Instant createdAt) {
        return new UserId(clerk.createUser(user -> {
            Sdk.describe(user, given);
            user.createdAt(createdAt).updatedAt(createdAt);
        }));
    }

    @Override
    protected void changeUser(UserId user, Instant updatedAt) {
        clerk.updateUser(user.value(), it -> it.updatedAt(updatedAt));
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
