document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});
