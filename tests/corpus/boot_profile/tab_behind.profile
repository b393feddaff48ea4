ets	
