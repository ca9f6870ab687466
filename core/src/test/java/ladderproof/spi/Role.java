package ladderproof.spi;

import java.sql.Connection;
import java.time.Instant;
import java.util.Date;
import ladderproof.model.Noun;

/** Wrong: speaks of time in numbers and dates, and of a database; and closes a circle. */
public interface Role {

    Noun noun(Connection connection);

    void waitFor(long timeoutMillis);

    @SuppressWarnings("JavaUtilDate")
    Date lastSeen(Instant now);

    long harmless(long number);
}
