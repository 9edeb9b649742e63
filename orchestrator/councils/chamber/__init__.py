"""What people see and do while a sitting goes on: who asks, what they do, and pages whose parts follow the sitting."""
