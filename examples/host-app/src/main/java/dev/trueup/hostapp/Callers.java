package dev.trueup.hostapp;

import dev.trueup.model.UserId;
import dev.trueup.spi.TrueupListener;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and whether they may act for others. To be asked before anything else of a request is looked at.
 *
 * @param sessions gives the user whose session an {@code Authorization} header proves
 * @param admins who may act for others
 * @param listener is told whether there was a session
 */
record Callers(Function<@Nullable String, Optional<UserId>> sessions, Set<UserId> admins, TrueupListener listener) {

    /**
     * The user who is signed in.
     *
     * @throws HttpFailure if nobody is
     */
    UserId user(Context context) {
        List<String> headers = Collections.list(context.req().getHeaders("Authorization"));
        // Of two headers nobody can say which one counts.
        String header = headers.size() == 1 ? headers.get(0) : null;
        Optional<UserId> user = sessions.apply(header);
        listener.sessionChecked(user.isPresent());
        return user.orElseThrow(HttpFailure::unauthenticated);
    }

    /**
     * The admin who is signed in.
     *
     * @throws HttpFailure if nobody is, or somebody else
     */
    UserId admin(Context context) {
        UserId user = user(context);
        if (!isAdmin(user)) {
            throw HttpFailure.forbidden();
        }
        return user;
    }

    boolean isAdmin(UserId user) {
        return admins.contains(user);
    }
}
