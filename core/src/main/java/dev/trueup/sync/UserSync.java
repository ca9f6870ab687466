package dev.trueup.sync;

import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;

/** Makes Clerk's profile win. */
public final class UserSync {

    /** Links, writes the profile to Stripe where it differs, and refreshes the record. */
    public UserSyncResult sync(UserId user) {
        throw new UnsupportedOperationException(user.value());
    }
}
